package io.millrace.sdk.transforms.splittabledofn;

import io.millrace.sdk.io.range.OffsetRange;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tracks a range of offsets whose end grows, as long as it ends at {@code Long.MAX_VALUE}. Splits
 * and progress are computed from an estimate of where it ends now.
 */
public class GrowableOffsetRangeTracker extends OffsetRangeTracker {

  /** Tells where a range ends now. */
  @FunctionalInterface
  public interface RangeEndEstimator {
    /** The first offset behind what is there now. */
    long estimate();
  }

  private final RangeEndEstimator rangeEndEstimator;

  /** A tracker of {@code [start, Long.MAX_VALUE)}, of which nothing was claimed. */
  public GrowableOffsetRangeTracker(long start, RangeEndEstimator rangeEndEstimator) {
    super(new OffsetRange(start, Long.MAX_VALUE));
    this.rangeEndEstimator = Objects.requireNonNull(rangeEndEstimator, "rangeEndEstimator");
  }

  private boolean isGrowing() {
    return range.getTo() == Long.MAX_VALUE;
  }

  private long next() {
    return lastAttemptedOffset == null
        ? range.getFrom()
        : lastAttemptedOffset == Long.MAX_VALUE ? Long.MAX_VALUE : lastAttemptedOffset + 1;
  }

  @Override
  public @Nullable SplitResult<OffsetRange> trySplit(double fractionOfRemainder) {
    // A checkpoint leaves all that is to come for later, wherever that ends.
    if (!isGrowing() || fractionOfRemainder == 0) {
      return super.trySplit(fractionOfRemainder);
    }
    long next = next();
    if (next == Long.MAX_VALUE) {
      return null;
    }
    long end = Math.max(next, rangeEndEstimator.estimate());
    long split = next + (long) Math.floor((end - next) * fractionOfRemainder);
    if (split < next || split == Long.MAX_VALUE) {
      return null;
    }
    OffsetRange residual = new OffsetRange(split, range.getTo());
    range = new OffsetRange(range.getFrom(), split);
    return SplitResult.of(range, residual);
  }

  @Override
  public Progress getProgress() {
    if (!isGrowing()) {
      return super.getProgress();
    }
    long next = next();
    long end = Math.max(next, rangeEndEstimator.estimate());
    return Progress.from((double) next - range.getFrom(), (double) end - next);
  }

  @Override
  public IsBounded isBounded() {
    return isGrowing() ? IsBounded.UNBOUNDED : IsBounded.BOUNDED;
  }
}
