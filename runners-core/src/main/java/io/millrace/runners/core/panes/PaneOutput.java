package io.millrace.runners.core.panes;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes what groups emit: panes one by one, or those of many keys that fire together as rows.
 *
 * @param <K> the type of keys
 */
@FunctionalInterface
public interface PaneOutput<K extends @Nullable Object> extends Consumer<Pane<K>> {

  /**
   * Takes panes that differ in key and value only.
   *
   * @param rows to be read before this returns: they change afterwards
   * @param from the first row
   * @param to the row after the last
   * @param timestampMillis the event time of the outputs
   */
  default void acceptAll(
      PaneRows<K> rows,
      int from,
      int to,
      BoundedWindow window,
      long timestampMillis,
      PaneInfo info) {
    for (int row = from; row < to; row++) {
      accept(new Pane<>(rows.key(row), rows.value(row), window, timestampMillis, info));
    }
  }
}
