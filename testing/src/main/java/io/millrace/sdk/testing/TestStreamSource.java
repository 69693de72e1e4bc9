package io.millrace.sdk.testing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.io.source.ScriptedSource;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.testing.TestStream.ElementEvent;
import io.millrace.sdk.testing.TestStream.Event;
import io.millrace.sdk.testing.TestStream.ProcessingTimeEvent;
import io.millrace.sdk.testing.TestStream.WatermarkEvent;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.TimestampedValue;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The events of a {@link TestStream}: each is a split, known by its number. */
final class TestStreamSource<T extends @Nullable Object> extends Source<T, Integer>
    implements ScriptedSource<Integer> {

  private static final long serialVersionUID = 1;

  /** An event in a form that can be sent. */
  private static final class Step implements Serializable {
    private static final long serialVersionUID = 1;

    /** Encoded as a list; null if the event brings none. */
    private final byte @Nullable [] elements;

    /** The watermark once the event has happened. */
    private final long watermarkMillis;

    /** By how much processing time passes before. */
    private final long processingTimeMillis;

    Step(byte @Nullable [] elements, long watermarkMillis, long processingTimeMillis) {
      this.elements = elements;
      this.watermarkMillis = watermarkMillis;
      this.processingTimeMillis = processingTimeMillis;
    }
  }

  private final Coder<T> coder;
  private final ArrayList<Step> steps = new ArrayList<>();

  TestStreamSource(Coder<T> coder, List<Event<T>> events) {
    this.coder = coder;
    long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();
    for (Event<T> event : events) {
      byte[] elements = null;
      long passes = 0;
      if (event instanceof WatermarkEvent<T> advance) {
        watermark = advance.watermark().toEpochMilli();
      } else if (event instanceof ProcessingTimeEvent<T> advance) {
        passes = advance.by().toMillis();
      } else if (event instanceof ElementEvent<T> added) {
        elements = encode(added.elements());
      }
      steps.add(new Step(elements, watermark, passes));
    }
  }

  private Coder<List<TimestampedValue<T>>> elementsCoder() {
    return ListCoder.of(TimestampedValue.TimestampedValueCoder.of(coder));
  }

  private byte[] encode(List<TimestampedValue<T>> elements) {
    try {
      return CoderUtils.encodeToByteArray(elementsCoder(), elements);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The elements " + elements + " cannot be encoded by " + coder + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Duration processingTimeBefore(Integer step) {
    return Duration.ofMillis(steps.get(step).processingTimeMillis);
  }

  @Override
  public IsBounded isBounded() {
    return IsBounded.UNBOUNDED;
  }

  @Override
  public Coder<T> getOutputCoder() {
    return coder;
  }

  @Override
  public Coder<Integer> getSplitCoder() {
    return VarIntCoder.of();
  }

  @Override
  public SplitEnumerator<Integer> createEnumerator(SourceContext context, byte @Nullable [] state) {
    return new SplitEnumerator<>() {
      private boolean given = state != null && state[0] == 1;

      @Override
      public List<Integer> discover(long nowMillis) {
        List<Integer> found = given ? List.of() : IntStream.range(0, steps.size()).boxed().toList();
        given = true;
        return found;
      }

      @Override
      public boolean isFinished() {
        return given;
      }

      @Override
      public byte[] snapshot() {
        return new byte[] {(byte) (given ? 1 : 0)};
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public SourceReader<T, Integer> createReader(SourceContext context, Integer split) {
    Step step = steps.get(split);
    return new SourceReader<>() {
      @Override
      public Status poll(SourceOutput<T> output, int maxElements) throws IOException {
        byte[] elements = step.elements;
        if (elements != null) {
          // All of them: they are one bundle.
          for (TimestampedValue<T> element :
              CoderUtils.decodeFromByteArray(elementsCoder(), elements)) {
            output.output(element.getValue(), element.getTimestamp().toEpochMilli());
          }
        }
        return Status.FINISHED;
      }

      /** It reads all of its event at once: who is still there has read nothing. */
      @Override
      public Integer snapshot() {
        return split;
      }

      @Override
      public long watermarkMillis() {
        return step.watermarkMillis;
      }

      @Override
      public void close() {}
    };
  }
}
