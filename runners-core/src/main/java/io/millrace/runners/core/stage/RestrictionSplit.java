package io.millrace.runners.core.stage;

import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.SplitResult;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Splits a large restriction before the work on it begins, so that several tasks get some. */
final class RestrictionSplit {

  /** What is smaller is not worth a piece of its own, whatever the size counts. */
  static final double SMALLEST_PART = 1_000;

  private RestrictionSplit() {}

  /** Into how many parts a restriction of this size is split. */
  static int parts(double size, int wanted) {
    return (int) Math.max(1, Math.min(wanted, size / SMALLEST_PART));
  }

  /**
   * Splits a restriction of which nothing was claimed into parts of about equal size, or fewer if
   * it cannot be split (rule D2: together they are the whole).
   */
  static void into(
      int parts,
      RestrictionTracker<@Nullable Object, @Nullable Object> whole,
      Function<@Nullable Object, RestrictionTracker<@Nullable Object, @Nullable Object>> newTracker,
      Consumer<@Nullable Object> to) {
    RestrictionTracker<@Nullable Object, @Nullable Object> rest = whole;
    for (int left = parts; left > 1; left--) {
      SplitResult<@Nullable Object> split = rest.trySplit(1.0 / left);
      if (split == null) {
        break;
      }
      to.accept(split.getPrimary());
      rest = newTracker.apply(split.getResidual());
    }
    to.accept(rest.currentRestriction());
  }
}
