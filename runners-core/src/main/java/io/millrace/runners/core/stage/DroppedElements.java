package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.panes.WindowedGroups;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.metrics.MetricsContainer;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where elements go that a step drops because they come too late: they are counted, and given to
 * its late output if it has one (rule L4). They keep timestamp and pane, and are in the one window
 * in which they were dropped. Nothing holds the watermark for them: they are late (rule E1).
 *
 * <p>When it is told of an element, the cursor describes that element.
 */
final class DroppedElements {

  private static final MetricName LATE = MetricName.named("millrace", "droppedDueToLateness");
  private static final MetricName CLOSED = MetricName.named("millrace", "droppedDueToClosedWindow");

  private final Counter late;
  private final Counter closed;
  private final @Nullable ElementReceiver output;
  private final ElementCursor cursor;

  /**
   * For one step of a task.
   *
   * @param output who reads the late output; null if the step has none
   */
  DroppedElements(
      MetricsContainer metrics, @Nullable ElementReceiver output, ElementCursor cursor) {
    this.late = metrics.getCounter(LATE);
    this.closed = metrics.getCounter(CLOSED);
    this.output = output;
    this.cursor = cursor;
  }

  /** For a step without a late output: elements are counted, and nobody has to describe them. */
  static WindowedGroups.Dropped counted(MetricsContainer metrics) {
    Counter late = metrics.getCounter(LATE);
    Counter closed = metrics.getCounter(CLOSED);
    return new WindowedGroups.Dropped() {
      @Override
      public void late(BoundedWindow window) {
        late.inc();
      }

      @Override
      public void closed(BoundedWindow window) {
        closed.inc();
      }
    };
  }

  /** The window had expired. */
  void late(@Nullable Object element, BoundedWindow window) {
    late.inc();
    give(element, window);
  }

  /** The window's trigger had finished. */
  void closed(@Nullable Object element, BoundedWindow window) {
    closed.inc();
    give(element, window);
  }

  private void give(@Nullable Object element, BoundedWindow window) {
    if (output == null) {
      return;
    }
    Collection<? extends BoundedWindow> before = cursor.windows();
    cursor.windows(List.of(window));
    output.accept(element);
    cursor.windows(before);
  }
}
