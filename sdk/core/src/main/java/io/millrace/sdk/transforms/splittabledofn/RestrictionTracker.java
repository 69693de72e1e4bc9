package io.millrace.sdk.transforms.splittabledofn;

import org.jspecify.annotations.Nullable;

/**
 * Stands between a function and the runner while the function works on a restriction.
 *
 * <p>The function claims positions in order with {@link #tryClaim}, and outputs nothing about a
 * position that it has not claimed (rule D1). The runner may split the restriction meanwhile; it
 * sees to it that no two methods run at once.
 *
 * @param <RestrictionT> the type of restrictions
 * @param <PositionT> the type of positions in them
 */
public abstract class RestrictionTracker<
    RestrictionT extends @Nullable Object, PositionT extends @Nullable Object> {

  /** For subclasses. */
  protected RestrictionTracker() {}

  /** Whether the work on a restriction ends by itself. */
  public enum IsBounded {
    /** It does. */
    BOUNDED,
    /** It may go on for ever. */
    UNBOUNDED
  }

  /**
   * Claims a position: if it is in the restriction, the function must do the work of that position.
   *
   * @return whether it is; if not, the function must return at once and output nothing any more
   * @throws IllegalArgumentException if it is not behind the one claimed last
   */
  public abstract boolean tryClaim(PositionT position);

  /** What the function is working on now: smaller after each split. */
  public abstract RestrictionT currentRestriction();

  /**
   * Splits what has not been claimed yet at a fraction of it; after that {@link
   * #currentRestriction} is the primary part.
   *
   * @param fractionOfRemainder from 0, which leaves nothing for the function, to 1
   * @return null if it cannot be split there; at 0 that means that all work is done
   */
  public abstract @Nullable SplitResult<RestrictionT> trySplit(double fractionOfRemainder);

  /**
   * Checks that all positions were claimed, or that claiming one failed, after the function has
   * returned.
   *
   * @throws IllegalStateException if work would be lost
   */
  public abstract void checkDone() throws IllegalStateException;

  /** Whether the work on what is left ends by itself. What is bounded stays so. */
  public abstract IsBounded isBounded();

  /** A tracker that knows how far it has come. */
  public interface HasProgress {
    /** How much is done and how much is left, in one unit. */
    Progress getProgress();
  }

  /**
   * How far the work has come.
   *
   * @param workCompleted from 0
   * @param workRemaining from 0, in the same unit
   */
  public record Progress(double workCompleted, double workRemaining) {

    public Progress {
      if (!(workCompleted >= 0) || !(workRemaining >= 0)) {
        throw new IllegalArgumentException(
            "Work is counted from 0, but given are " + workCompleted + " and " + workRemaining);
      }
    }

    /** Progress of these parts. */
    public static Progress from(double workCompleted, double workRemaining) {
      return new Progress(workCompleted, workRemaining);
    }

    /** How much is done. */
    public double getWorkCompleted() {
      return workCompleted;
    }

    /** How much is left. */
    public double getWorkRemaining() {
      return workRemaining;
    }
  }

  /**
   * What is left of a restriction when a pipeline is drained.
   *
   * @param <RestrictionT> the type of restrictions
   */
  public static final class TruncateResult<RestrictionT extends @Nullable Object> {

    private final RestrictionT restriction;

    private TruncateResult(RestrictionT restriction) {
      this.restriction = restriction;
    }

    /** A result that is this restriction, which must be bounded. */
    public static <RestrictionT extends @Nullable Object> TruncateResult<RestrictionT> of(
        RestrictionT restriction) {
      return new TruncateResult<>(restriction);
    }

    /** What is still to be worked on. */
    public RestrictionT getTruncatedRestriction() {
      return restriction;
    }
  }
}
