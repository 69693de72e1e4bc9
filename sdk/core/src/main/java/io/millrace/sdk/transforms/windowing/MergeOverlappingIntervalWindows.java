package io.millrace.sdk.transforms.windowing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Merges interval windows that have an instant in common, for window functions that do so. */
public final class MergeOverlappingIntervalWindows {

  private MergeOverlappingIntervalWindows() {}

  /**
   * Merges each set of windows that overlap, be it by way of others, into the interval that they
   * cover. Windows that only touch stay apart (rule M1).
   */
  public static void mergeWindows(WindowFn<?, IntervalWindow>.MergeContext c) throws Exception {
    List<IntervalWindow> windows = new ArrayList<>(c.windows());
    windows.sort(null);
    List<IntervalWindow> together = new ArrayList<>();
    IntervalWindow covered = null;
    for (IntervalWindow window : windows) {
      if (covered != null && covered.intersects(window)) {
        covered = covered.span(window);
      } else {
        merge(c, together, covered);
        together = new ArrayList<>();
        covered = window;
      }
      together.add(window);
    }
    merge(c, together, covered);
  }

  private static void merge(
      WindowFn<?, IntervalWindow>.MergeContext c,
      List<IntervalWindow> together,
      @Nullable IntervalWindow covered)
      throws Exception {
    if (covered != null && together.size() > 1) {
      c.merge(together, covered);
    }
  }
}
