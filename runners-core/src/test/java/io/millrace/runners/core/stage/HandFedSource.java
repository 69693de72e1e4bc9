package io.millrace.runners.core.stage;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Numbers without end whose splits do what a test says, in the next poll. For one thread. */
final class HandFedSource extends Source<Long, Integer> {

  private static final Map<String, List<Split>> ALL = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();
  private final int splits;

  HandFedSource(int splits) {
    this.splits = splits;
    List<Split> all = new ArrayList<>();
    for (int i = 0; i < splits; i++) {
      all.add(new Split());
    }
    ALL.put(id, all);
  }

  Split split(int index) {
    return ALL.get(id).get(index);
  }

  /** What happens in a poll. */
  interface Act {
    void on(SourceOutput<Long> output) throws IOException;
  }

  /** What a split does and says. */
  static final class Split {
    private final ArrayDeque<Act> acts = new ArrayDeque<>();
    private SourceReader.Status status = SourceReader.Status.IDLE;
    private long watermark = 0;
    private boolean idle;
    private long nextPollMillis = Long.MIN_VALUE;
    boolean closed;
    long backlogBytes = SourceReader.BACKLOG_UNKNOWN;
    long backlogElements = SourceReader.BACKLOG_UNKNOWN;

    /** Gives a number at its own time. */
    Split give(long number) {
      return then(output -> output.output(number, number));
    }

    Split then(Act act) {
      acts.add(act);
      return this;
    }

    Split watermark(long millis) {
      return then(output -> watermark = millis);
    }

    /** Without a poll, as a clock would. */
    void watermarkAtOnce(long millis) {
      watermark = millis;
    }

    Split idle(boolean value) {
      return then(output -> idle = value);
    }

    /** Says when it is worth polling again. */
    Split nothingMoreUntil(long millis) {
      return then(output -> nextPollMillis = millis);
    }

    Split finish() {
      return then(output -> status = SourceReader.Status.FINISHED);
    }
  }

  @Override
  public IsBounded isBounded() {
    return IsBounded.UNBOUNDED;
  }

  @Override
  public Coder<Long> getOutputCoder() {
    return VarLongCoder.of();
  }

  @Override
  public Coder<Integer> getSplitCoder() {
    return VarIntCoder.of();
  }

  @Override
  public SplitEnumerator<Integer> createEnumerator(SourceContext context, byte[] state) {
    return SplitEnumerator.of(IntStream.range(0, splits).boxed().toList(), state);
  }

  @Override
  public SourceReader<Long, Integer> createReader(SourceContext context, Integer index) {
    Split split = split(index);
    return new SourceReader<>() {
      @Override
      public Status poll(SourceOutput<Long> output, int maxElements) throws IOException {
        while (!split.acts.isEmpty()) {
          split.acts.remove().on(output);
        }
        return split.status;
      }

      @Override
      public Integer snapshot() {
        throw new UnsupportedOperationException("A test feeds it by hand");
      }

      @Override
      public long watermarkMillis() {
        return split.watermark;
      }

      @Override
      public long nextPollMillis() {
        return split.nextPollMillis;
      }

      @Override
      public boolean isIdle() {
        return split.idle;
      }

      @Override
      public long backlogBytes() {
        return split.backlogBytes;
      }

      @Override
      public long backlogElements() {
        return split.backlogElements;
      }

      @Override
      public void close() {
        split.closed = true;
      }
    };
  }
}
