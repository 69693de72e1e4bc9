package io.millrace.sdk.io;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.io.range.OffsetRangeEnumerator;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The numbers of a range. */
final class SequenceSource extends Source<Long, OffsetRange> {

  private static final long serialVersionUID = 1;

  private final OffsetRange range;
  private final @Nullable SerializableFunction<Long, Instant> timestampFn;

  SequenceSource(long from, long to, @Nullable SerializableFunction<Long, Instant> timestampFn) {
    this.range = new OffsetRange(from, to);
    this.timestampFn = timestampFn;
  }

  @Override
  public IsBounded isBounded() {
    return IsBounded.BOUNDED;
  }

  @Override
  public Coder<Long> getOutputCoder() {
    return VarLongCoder.of();
  }

  @Override
  public Coder<OffsetRange> getSplitCoder() {
    return OffsetRange.Coder.of();
  }

  /**
   * As many splits as there are readers, even of a short range: its numbers are often the seeds of
   * work that is worth dividing.
   */
  @Override
  public SplitEnumerator<OffsetRange> createEnumerator(
      SourceContext context, byte @Nullable [] state) {
    return new OffsetRangeEnumerator(range, context.parallelism(), state);
  }

  @Override
  public SourceReader<Long, OffsetRange> createReader(SourceContext context, OffsetRange split) {
    return new Reader(split, timestampFn);
  }

  private static final class Reader implements SourceReader<Long, OffsetRange> {

    private final long end;
    private final @Nullable SerializableFunction<Long, Instant> timestampFn;
    private long next;

    Reader(OffsetRange range, @Nullable SerializableFunction<Long, Instant> timestampFn) {
      this.next = range.getFrom();
      this.end = range.getTo();
      this.timestampFn = timestampFn;
    }

    @Override
    public Status poll(SourceOutput<Long> output, int maxElements) {
      long until = next + Math.min(maxElements, end - next);
      if (timestampFn == null) {
        while (next < until) {
          output.output(next++);
        }
      } else {
        while (next < until) {
          output.output(next, timestampFn.apply(next));
          next++;
        }
      }
      return next < end ? Status.MORE : Status.FINISHED;
    }

    @Override
    public OffsetRange snapshot() {
      return new OffsetRange(next, end);
    }

    @Override
    public long backlogElements() {
      return end - next;
    }

    @Override
    public void close() {}
  }
}
