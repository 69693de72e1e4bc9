package io.millrace.sdk.testing.contract.streams;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.testing.contract.kit.Journal;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Numbers in splits of a hundred, each number at that many seconds. Number 0 up to 100 come in the
 * first split, and so on.
 */
final class Numbers extends Source<Long, OffsetRange> {

  static final int SPLIT_SIZE = 100;

  private final IsBounded isBounded;
  private final int splits;
  private final @Nullable Journal waitsFor;
  private final long failsAt;

  private Numbers(IsBounded isBounded, int splits, @Nullable Journal waitsFor, long failsAt) {
    this.isBounded = isBounded;
    this.splits = splits;
    this.waitsFor = waitsFor;
    this.failsAt = failsAt;
  }

  /** So many splits of input that ends. */
  static Numbers bounded(int splits) {
    return new Numbers(IsBounded.BOUNDED, splits, null, -1);
  }

  /** So many splits that are said not to end, though they do. */
  static Numbers unbounded(int splits) {
    return new Numbers(IsBounded.UNBOUNDED, splits, null, -1);
  }

  /**
   * The same, and one more split that is idle and has no elements. No split ends before something
   * is noted.
   */
  Numbers withIdleSplitUntilNoted(Journal journal) {
    return new Numbers(isBounded, splits + 1, journal, failsAt);
  }

  /** The same; it fails instead of giving this number. */
  Numbers failingAt(long number) {
    return new Numbers(isBounded, splits, waitsFor, number);
  }

  @Override
  public IsBounded isBounded() {
    return isBounded;
  }

  @Override
  public Coder<Long> getOutputCoder() {
    return VarLongCoder.of();
  }

  @Override
  public Coder<OffsetRange> getSplitCoder() {
    return OffsetRange.Coder.of();
  }

  @Override
  public SplitEnumerator<OffsetRange> createEnumerator(
      SourceContext context, byte @Nullable [] state) {
    return new SplitEnumerator<>() {
      private boolean given = state != null;

      @Override
      public List<OffsetRange> discover(long nowMillis) {
        if (given) {
          return List.of();
        }
        given = true;
        return LongStream.range(0, splits)
            .mapToObj(i -> new OffsetRange(i * SPLIT_SIZE, (i + 1) * SPLIT_SIZE))
            .toList();
      }

      @Override
      public boolean isFinished() {
        return given;
      }

      @Override
      public byte[] snapshot() {
        return new byte[0];
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public SourceReader<Long, OffsetRange> createReader(SourceContext context, OffsetRange split) {
    Journal journal = waitsFor;
    boolean isLast = split.getTo() == (long) splits * SPLIT_SIZE;
    return journal != null && isLast ? new Idle(split, journal) : new Ascending(split);
  }

  private final class Ascending implements SourceReader<Long, OffsetRange> {
    private final OffsetRange split;
    private long next;

    Ascending(OffsetRange split) {
      this.split = split;
      this.next = split.getFrom();
    }

    @Override
    public Status poll(SourceOutput<Long> output, int maxElements) throws IOException {
      for (int i = 0; i < maxElements && next < split.getTo(); i++) {
        if (next == failsAt) {
          throw new IOException("there is no number " + next);
        }
        output.output(next, next * 1000);
        next++;
      }
      if (next < split.getTo()) {
        return Status.MORE;
      }
      return waitsFor != null && waitsFor.entries().isEmpty() ? Status.IDLE : Status.FINISHED;
    }

    @Override
    public OffsetRange snapshot() {
      return new OffsetRange(next, split.getTo());
    }

    @Override
    public long watermarkMillis() {
      return next * 1000;
    }

    @Override
    public void close() {}
  }

  private record Idle(OffsetRange split, Journal journal)
      implements SourceReader<Long, OffsetRange> {

    @Override
    public Status poll(SourceOutput<Long> output, int maxElements) {
      return journal.entries().isEmpty() ? Status.IDLE : Status.FINISHED;
    }

    @Override
    public OffsetRange snapshot() {
      return split;
    }

    @Override
    public boolean isIdle() {
      return true;
    }

    @Override
    public long watermarkMillis() {
      return BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();
    }

    @Override
    public void close() {}
  }
}
