package io.millrace.runners.core.panes;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.transforms.windowing.WindowMappingFn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Sessions with a gap of ten seconds, written as a user would write windows that merge. */
final class TenSecondSessions extends WindowFn<Object, IntervalWindow> {

  @Override
  public Collection<IntervalWindow> assignWindows(AssignContext c) {
    return List.of(new IntervalWindow(c.timestamp(), c.timestamp().plusSeconds(10)));
  }

  @Override
  public void mergeWindows(MergeContext c) throws Exception {
    List<IntervalWindow> sorted = new ArrayList<>(c.windows());
    sorted.sort(Comparator.comparing(IntervalWindow::start));
    List<IntervalWindow> run = new ArrayList<>();
    IntervalWindow span = null;
    for (IntervalWindow window : sorted) {
      if (span != null && window.start().isBefore(span.end())) {
        run.add(window);
        span =
            new IntervalWindow(
                span.start(), window.end().isAfter(span.end()) ? window.end() : span.end());
      } else {
        merge(c, run, span);
        run = new ArrayList<>(List.of(window));
        span = window;
      }
    }
    merge(c, run, span);
  }

  private static void merge(
      WindowFn<Object, IntervalWindow>.MergeContext c,
      List<IntervalWindow> run,
      IntervalWindow span)
      throws Exception {
    if (run.size() > 1) {
      c.merge(run, span);
    }
  }

  @Override
  public boolean isCompatible(WindowFn<?, ?> other) {
    return other instanceof TenSecondSessions;
  }

  @Override
  public Coder<IntervalWindow> windowCoder() {
    return IntervalWindow.getCoder();
  }

  @Override
  public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
    throw new UnsupportedOperationException("Windows that merge cannot be read as side inputs");
  }
}
