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

  @Override
  public SplitEnumerator<Part> createEnumerator(SourceContext context, byte @Nullable [] state) {
    return new Enumerator(context.parallelism(), state != null && state.length > 0);
  }

  @Override
  public SourceReader<Long, Part> createReader(SourceContext context, Part split) {
    return new Reader(context, split);
  }

  private final class Enumerator implements SplitEnumerator<Part> {

    private final int splits;
    private boolean done;

    Enumerator(int splits, boolean done) {
      this.splits = splits;
      this.done = done;
    }

    @Override
    public List<Part> discover(long nowMillis) {
      List<Part> parts = new ArrayList<>();
      if (!done) {
        for (int i = 0; i < splits && i < to - from; i++) {
          parts.add(new Part(from + i, splits, nowMillis));
        }
      }
      done = true;
      return parts;
    }

    @Override
    public boolean isFinished() {
      return done;
    }

    @Override
    public byte[] snapshot() {
      return done ? new byte[] {1} : new byte[0];
    }

    @Override
    public void close() {}
  }

  private final class Reader implements SourceReader<Long, Part> {

    private final SourceContext context;
    private final long stride;
    private final long startMillis;
    private long next;
    private long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();

    Reader(SourceContext context, Part split) {
      this.context = context;
      this.next = split.next;
      this.stride = split.stride;
      this.startMillis = split.startMillis;
    }

    @Override
    public Status poll(SourceOutput<Long> output, int maxElements) {
      long now = context.nowMillis();
      if (maxReadMillis != NO_LIMIT && now - startMillis >= maxReadMillis) {
        return Status.FINISHED;
      }
      int count = 0;
      while (count < maxElements && next < to && dueMillis(next) <= now) {
        output.output(next, timestampMillis(now));
        count++;
        if (next >= to - stride) {
          return Status.FINISHED;
        }
        next += stride;
      }
      return count < maxElements ? Status.IDLE : Status.MORE;
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

    private long timestampMillis(long now) {
      if (timestampFn == null) {
        return now;
      }
      Instant timestamp = timestampFn.apply(next);
      BoundedWindow.validateTimestampBounds(timestamp);
      return timestamp.toEpochMilli();
    }

    @Override
    public Part snapshot() {
      return new Part(next, stride, startMillis);
    }

    /** That of the next number: timestamps are expected not to fall. */
    @Override
    public long watermarkMillis() {
      watermark = Math.max(watermark, timestampMillis(context.nowMillis()));
      return watermark;
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
