package io.millrace.sdk.io.source;

import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A reader whose times follow a {@link WatermarkPolicy}. */
final class PolicyReader<T extends @Nullable Object, SplitT>
    implements SourceReader<T, SplitT>, SourceOutput<T> {

  private static final long START = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();
  private static final long END = BoundedWindow.TIMESTAMP_MAX_VALUE.toEpochMilli();

  private final SourceReader<T, SplitT> reader;
  private final WatermarkGenerator<T> generator;
  private final SourceContext context;
  private final boolean timesOfArrival;
  private final @Nullable SerializableFunction<? super T, Instant> timestampFn;
  private final long idleness;
  private @Nullable SourceOutput<T> target;
  private long arrivalMillis = START;
  private boolean gave;
  private long lastGaveMillis;
  private long watermark = START;

  PolicyReader(
      SourceReader<T, SplitT> reader,
      WatermarkGenerator<T> generator,
      SourceContext context,
      boolean timesOfArrival,
      @Nullable SerializableFunction<? super T, Instant> timestampFn,
      long idleness) {
    this.reader = reader;
    this.generator = generator;
    this.context = context;
    this.timesOfArrival = timesOfArrival;
    this.timestampFn = timestampFn;
    this.idleness = idleness;
    this.lastGaveMillis = idleness > 0 ? context.nowMillis() : 0;
  }

  @Override
  public Status poll(SourceOutput<T> output, int maxElements) throws IOException {
    // Kept beyond the poll: the runner tells who gives elements then.
    target = output;
    gave = false;
    if (timesOfArrival) {
      arrivalMillis = generator.watermarkMillis();
    }
    Status status = reader.poll(this, maxElements);
    if (gave && idleness > 0) {
      lastGaveMillis = context.nowMillis();
    }
    return status;
  }

  @Override
  public void output(T element) {
    output(element, START);
  }

  @Override
  public void output(T element, long timestampMillis) {
    long time = timestampMillis;
    if (timesOfArrival) {
      time = arrivalMillis;
    } else if (timestampFn != null) {
      time = Timestamps.millis(element, timestampFn.apply(element));
    }
    SourceOutput<T> to = target;
    if (to == null) {
      throw new IllegalStateException(
          "the source gave the element " + element + " before it was asked for any, in poll()");
    }
    generator.onElement(element, time);
    gave = true;
    to.output(element, time);
  }

  @Override
  public long watermarkMillis() {
    long next = generator.watermarkMillis();
    if (next < watermark || next > END) {
      throw new IllegalStateException(
          String.format(
              "the watermark of %s went from %s to %s: it must never decrease, nor pass the end of"
                  + " event time, %s. Report the largest watermark so far.",
              generator.getClass().getName(),
              Instant.ofEpochMilli(watermark),
              Instant.ofEpochMilli(next),
              BoundedWindow.TIMESTAMP_MAX_VALUE));
    }
    watermark = next;
    return next;
  }

  @Override
  public boolean isIdle() {
    return (idleness > 0 && context.nowMillis() - lastGaveMillis >= idleness) || reader.isIdle();
  }

  @Override
  public long nextPollMillis() {
    return reader.nextPollMillis();
  }

  @Override
  public long backlogBytes() {
    return reader.backlogBytes();
  }

  @Override
  public long backlogElements() {
    return reader.backlogElements();
  }

  @Override
  public SplitT snapshot() {
    return reader.snapshot();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
