package io.millrace.sdk.testing.contract.streams;

import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;

/** Gives the numbers from 0 up to, and without, each element. Others do so in their own ways. */
class Counting extends DoFn<Integer, Long> {

  @GetInitialRestriction
  public OffsetRange all(@Element Integer end) {
    return new OffsetRange(0, end);
  }

  @ProcessElement
  public void processElement(
      RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> out) {
    for (long next = tracker.currentRestriction().getFrom(); tracker.tryClaim(next); next++) {
      out.output(next);
    }
  }

  /** In parts of seven. */
  static final class InParts extends Counting {
    @SplitRestriction
    public void split(@Restriction OffsetRange all, OutputReceiver<OffsetRange> parts) {
      all.split(7, 1).forEach(parts::output);
    }
  }

  /** Without asking whether it may. */
  static final class WithoutClaim extends Counting {
    @Override
    public void processElement(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> out) {
      out.output(tracker.currentRestriction().getFrom());
    }
  }

  /** Although it may not any more. */
  static final class AfterFailedClaim extends Counting {
    @Override
    public void processElement(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> out) {
      super.processElement(tracker, out);
      out.output(-1L);
    }
  }

  /** Only one number of each element. */
  static final class TooFew extends Counting {
    @Override
    public void processElement(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> out) {
      if (tracker.tryClaim(tracker.currentRestriction().getFrom())) {
        out.output(0L);
      }
    }
  }
}
