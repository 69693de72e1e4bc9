package io.millrace.sdk.io;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.util.VarInt;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that come as processing time passes: at a rate, for some time, or without end.
 *
 * <p>Of S splits the s-th has every S-th number, so that all of them advance together.
 */
final class TimedSequenceSource extends Source<Long, TimedSequenceSource.Part> {

  private static final long serialVersionUID = 1;

  /** The end of a sequence that has none: no number is as large. */
  static final long NO_END = Long.MAX_VALUE;

  /** The limit of a sequence that may be read for any time. */
  static final long NO_LIMIT = -1;

  private final long from;
  private final long to;
  private final long elementsPerPeriod;
  private final long periodMillis;
  private final long maxReadMillis;
  private final @Nullable SerializableFunction<Long, Instant> timestampFn;

  /**
   * A sequence.
   *
   * @param to exclusive; {@link #NO_END} if it has none
   * @param elementsPerPeriod 0 for as fast as they are read
   * @param maxReadMillis for how long; {@link #NO_LIMIT} if for any time
   * @param timestampFn the event times; null for the processing time at which a number comes
   */
  TimedSequenceSource(
      long from,
      long to,
      long elementsPerPeriod,
      long periodMillis,
      long maxReadMillis,
      @Nullable SerializableFunction<Long, Instant> timestampFn) {
    this.from = from;
    this.to = to;
    this.elementsPerPeriod = elementsPerPeriod;
    this.periodMillis = periodMillis;
    this.maxReadMillis = maxReadMillis;
    this.timestampFn = timestampFn;
  }

  /**
   * What is left to be given out.
   *
   * @param next the next number
   * @param stride the distance to the one after
   * @param startMillis the processing time at which the sequence began
   */
  record Part(long next, long stride, long startMillis) {}

  @Override
  public IsBounded isBounded() {
    return to == NO_END && maxReadMillis == NO_LIMIT ? IsBounded.UNBOUNDED : IsBounded.BOUNDED;
  }

  @Override
  public Coder<Long> getOutputCoder() {
    return VarLongCoder.of();
  }

  @Override
  public Coder<Part> getSplitCoder() {
    return PartCoder.INSTANCE;
  }

  /** Numbers that come as fast as they are read are all there now, and have no end. */
  @Override
  public boolean supportsAvailableNow() {
    return isBounded() == IsBounded.BOUNDED || elementsPerPeriod > 0;
  }

  @Override
  public SplitEnumerator<Part> createEnumerator(SourceContext context, byte @Nullable [] state) {
    List<Part> parts = new ArrayList<>();
    int splits = context.parallelism();
    long start = context.nowMillis();
    for (int i = 0; i < splits && i < to - from; i++) {
      parts.add(new Part(from + i, splits, start));
    }
    return SplitEnumerator.of(parts, state);
  }

  @Override
  public SourceReader<Long, Part> createReader(SourceContext context, Part split) {
    return new Reader(context, split);
  }

  private final class Reader implements SourceReader<Long, Part> {

    private final SourceContext context;
    private final long stride;
    private final long startMillis;

    /** Numbers that are due later are not given any more. */
    private final long lastMillis;

    private long next;
    private long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();

    Reader(SourceContext context, Part split) {
      this.context = context;
      this.next = split.next;
      this.stride = split.stride;
      this.startMillis = split.startMillis;
      this.lastMillis =
          context.availableNow() && isBounded() == IsBounded.UNBOUNDED
              ? context.nowMillis()
              : Long.MAX_VALUE;
    }

    @Override
    public Status poll(SourceOutput<Long> output, int maxElements) {
      long now = context.nowMillis();
      if (now >= endMillis()) {
        return Status.FINISHED;
      }
      int count = 0;
      while (count < maxElements && next < to && dueMillis(next) <= Math.min(now, lastMillis)) {
        if (timestampFn == null) {
          output.output(next, now);
        } else {
          output.output(next, timestamp(timestampFn));
        }
        count++;
        if (next >= to - stride) {
          return Status.FINISHED;
        }
        next += stride;
      }
      if (dueMillis(next) > lastMillis) {
        return Status.FINISHED;
      }
      return count < maxElements ? Status.IDLE : Status.MORE;
    }

    /** When the time for reading is over. */
    private long endMillis() {
      boolean never = maxReadMillis == NO_LIMIT || maxReadMillis > Long.MAX_VALUE - startMillis;
      return never ? Long.MAX_VALUE : startMillis + maxReadMillis;
    }

    private long dueMillis(long number) {
      if (elementsPerPeriod == 0) {
        return startMillis;
      }
      long before = number - from;
      return startMillis
          + before / elementsPerPeriod * periodMillis
          + before % elementsPerPeriod * periodMillis / elementsPerPeriod;
    }

    /** How many numbers are due at a time, of all parts together. */
    private long dueAt(long millis) {
      long passed = millis - startMillis;
      long ofThisPeriod = ((passed % periodMillis + 1) * elementsPerPeriod - 1) / periodMillis + 1;
      return passed / periodMillis * elementsPerPeriod + ofThisPeriod;
    }

    private Instant timestamp(SerializableFunction<Long, Instant> fn) {
      Instant timestamp = fn.apply(next);
      if (timestamp == null) {
        throw new IllegalArgumentException(
            "GenerateSequence.withTimestampFn: the function gave null for the number "
                + next
                + "; give each number an event time");
      }
      BoundedWindow.validateTimestampBounds(timestamp);
      return timestamp;
    }

    @Override
    public Part snapshot() {
      return new Part(next, stride, startMillis);
    }

    /** That of the next number: timestamps are expected not to fall. */
    @Override
    public long watermarkMillis() {
      long reached =
          timestampFn == null ? context.nowMillis() : timestamp(timestampFn).toEpochMilli();
      watermark = Math.max(watermark, reached);
      return watermark;
    }

    @Override
    public long nextPollMillis() {
      return Math.min(dueMillis(next), endMillis());
    }

    @Override
    public long backlogElements() {
      long end = to;
      if (elementsPerPeriod > 0) {
        end = Math.min(end, from + dueAt(Math.min(context.nowMillis(), lastMillis)));
      } else if (to == NO_END) {
        return BACKLOG_UNKNOWN;
      }
      return next >= end ? 0 : (end - next - 1) / stride + 1;
    }

    @Override
    public void close() {}
  }

  private static final class PartCoder extends AtomicCoder<Part> {

    private static final long serialVersionUID = 1;

    private static final PartCoder INSTANCE = new PartCoder();

    @Override
    public void encode(Part part, OutputStream out) throws IOException {
      VarInt.encode(part.next, out);
      VarInt.encode(part.stride, out);
      VarInt.encode(part.startMillis, out);
    }

    @Override
    public Part decode(InputStream in) throws IOException {
      return new Part(VarInt.decodeLong(in), VarInt.decodeLong(in), VarInt.decodeLong(in));
    }
  }
}
