package io.millrace.sdk.transforms.splittabledofn;

import io.millrace.sdk.io.range.OffsetRange;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Tracks a range of offsets, which are claimed in ascending order and need not be all claimed: to
 * claim one beyond the end says that the range is done.
 */
public class OffsetRangeTracker extends RestrictionTracker<OffsetRange, Long>
    implements RestrictionTracker.HasProgress {

  /** What is left of the range, and what was claimed of it. */
  protected OffsetRange range;

  /** The offset that was claimed last; null if none was. */
  protected @Nullable Long lastClaimedOffset;

  /** The offset that was tried last, whether it could be claimed or not; null if none was. */
  protected @Nullable Long lastAttemptedOffset;

  /** A tracker of a range of which nothing was claimed. */
  public OffsetRangeTracker(OffsetRange range) {
    this.range = range;
  }

  @Override
  public OffsetRange currentRestriction() {
    return range;
  }

  @Override
  public boolean tryClaim(Long offset) {
    if (lastAttemptedOffset != null && offset <= lastAttemptedOffset) {
      throw new IllegalArgumentException(
          "Offsets are claimed in ascending order, but "
              + offset
              + " is to be claimed after "
              + lastAttemptedOffset);
    }
    if (offset < range.getFrom()) {
      throw new IllegalArgumentException(
          "The offset " + offset + " is before the start of the range " + range);
    }
    lastAttemptedOffset = offset;
    if (offset >= range.getTo()) {
      return false;
    }
    lastClaimedOffset = offset;
    return true;
  }

  /** The first offset that was not tried yet. */
  private long next() {
    if (lastAttemptedOffset == null) {
      return range.getFrom();
    }
    return lastAttemptedOffset == Long.MAX_VALUE ? Long.MAX_VALUE : lastAttemptedOffset + 1;
  }

  @Override
  public @Nullable SplitResult<OffsetRange> trySplit(double fractionOfRemainder) {
    long next = Math.min(next(), range.getTo());
    // The distance may exceed a long.
    BigDecimal remainder = BigDecimal.valueOf(range.getTo()).subtract(BigDecimal.valueOf(next));
    long split =
        BigDecimal.valueOf(next)
            .add(
                remainder
                    .multiply(BigDecimal.valueOf(fractionOfRemainder))
                    .setScale(0, RoundingMode.FLOOR))
            .min(BigDecimal.valueOf(range.getTo()))
            .longValueExact();
    if (split >= range.getTo()) {
      return null;
    }
    OffsetRange residual = new OffsetRange(split, range.getTo());
    range = new OffsetRange(range.getFrom(), split);
    return SplitResult.of(range, residual);
  }

  @Override
  public void checkDone() throws IllegalStateException {
    if (range.getFrom() == range.getTo()) {
      return;
    }
    if (lastAttemptedOffset == null) {
      throw new IllegalStateException(
          "The function has returned without trying to claim anything of the range "
              + range
              + ": claim offsets until tryClaim returns false");
    }
    if (lastAttemptedOffset < range.getTo() - 1) {
      throw new IllegalStateException(
          String.format(
              "The function has returned after the offset %d of the range %s, so that [%d, %d) would"
                  + " be lost: claim offsets until tryClaim returns false",
              lastAttemptedOffset, range, lastAttemptedOffset + 1, range.getTo()));
    }
  }

  @Override
  public IsBounded isBounded() {
    return IsBounded.BOUNDED;
  }

  @Override
  public Progress getProgress() {
    double start = range.getFrom();
    double end = range.getTo();
    double next = Math.min(next(), range.getTo());
    return Progress.from(Math.max(0, next - start), Math.max(0, end - next));
  }

  @Override
  public String toString() {
    return "OffsetRangeTracker(" + range + ", claimed " + lastClaimedOffset + ")";
  }
}
