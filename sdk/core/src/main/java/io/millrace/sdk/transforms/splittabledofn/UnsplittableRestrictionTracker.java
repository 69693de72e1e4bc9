package io.millrace.sdk.transforms.splittabledofn;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a restriction in one piece: it can be left for later, but not split into parts that are
 * worked on side by side.
 *
 * @param <RestrictionT> the type of restrictions
 * @param <PositionT> the type of positions in them
 */
public class UnsplittableRestrictionTracker<
        RestrictionT extends @Nullable Object, PositionT extends @Nullable Object>
    extends RestrictionTracker<RestrictionT, PositionT> implements RestrictionTracker.HasProgress {

  private final RestrictionTracker<RestrictionT, PositionT> tracker;

  /** Stands before another tracker. */
  public UnsplittableRestrictionTracker(RestrictionTracker<RestrictionT, PositionT> tracker) {
    this.tracker = tracker;
  }

  @Override
  public boolean tryClaim(PositionT position) {
    return tracker.tryClaim(position);
  }

  @Override
  public RestrictionT currentRestriction() {
    return tracker.currentRestriction();
  }

  @Override
  public @Nullable SplitResult<RestrictionT> trySplit(double fractionOfRemainder) {
    return fractionOfRemainder > 0 && fractionOfRemainder < 1
        ? null
        : tracker.trySplit(fractionOfRemainder);
  }

  @Override
  public void checkDone() throws IllegalStateException {
    tracker.checkDone();
  }

  @Override
  public IsBounded isBounded() {
    return tracker.isBounded();
  }

  /** What the other tracker says; if it does not know, one piece of work is left. */
  @Override
  public Progress getProgress() {
    return tracker instanceof HasProgress hasProgress
        ? hasProgress.getProgress()
        : Progress.from(0, 1);
  }
}
