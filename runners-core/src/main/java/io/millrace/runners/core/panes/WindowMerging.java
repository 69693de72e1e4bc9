package io.millrace.runners.core.panes;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.WindowFn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks a window function which windows of a key become one. */
final class WindowMerging<W extends BoundedWindow> {

  /** Windows that become one. */
  record Merge(Set<BoundedWindow> sources, BoundedWindow result) {}

  private final WindowFn<@Nullable Object, W> windowFn;

  @SuppressWarnings("unchecked") // the windows are those that the function made
  WindowMerging(WindowFn<?, W> windowFn) {
    this.windowFn = (WindowFn<@Nullable Object, W>) windowFn;
  }

  /**
   * The merges among windows, each of which is in at most one of them.
   *
   * @throws Exception what the function throws
   */
  List<Merge> merges(Collection<? extends BoundedWindow> windows) throws Exception {
    List<Merge> merges = new ArrayList<>();
    Set<BoundedWindow> merged = new LinkedHashSet<>();
    windowFn.mergeWindows(
        windowFn.new MergeContext() {
          @Override
          @SuppressWarnings("unchecked") // as above
          public Collection<W> windows() {
            return Collections.unmodifiableCollection((Collection<W>) windows);
          }

          @Override
          public void merge(Collection<W> toBeMerged, W mergeResult) {
            for (W window : toBeMerged) {
              if (!windows.contains(window) || !merged.add(window)) {
                throw new IllegalArgumentException(
                    windowFn
                        + " merges the window "
                        + window
                        + (windows.contains(window) ? " twice in one call" : ", which has no data")
                        + ": it may merge each of "
                        + windows
                        + " once");
              }
            }
            merges.add(new Merge(new LinkedHashSet<>(toBeMerged), mergeResult));
          }
        });
    return merges;
  }
}
