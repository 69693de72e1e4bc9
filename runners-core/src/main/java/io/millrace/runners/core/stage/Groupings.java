package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.WindowingStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What groupings of bounded input have in common: windows as namespaces, results as panes. */
final class Groupings {

  private Groupings() {}

  /** The coder of namespaces; null where everything is in the global window. */
  static @Nullable Coder<?> namespaceCoder(WindowingStrategy<?, ?> strategy) {
    return strategy.getWindowFn() instanceof GlobalWindows
        ? null
        : strategy.getWindowFn().windowCoder();
  }

  /** Describes the result of a window that ended: its one and only pane. */
  static void describeResult(@Nullable Object namespace, ElementCursor cursor) {
    if (namespace == null) {
      cursor.windows(ElementCursor.GLOBAL);
      cursor.timestamp = GlobalWindow.INSTANCE.maxTimestampMillis();
    } else {
      BoundedWindow window = (BoundedWindow) namespace;
      cursor.windows(List.of(window));
      cursor.timestamp = window.maxTimestampMillis();
    }
    cursor.pane(PaneInfo.ON_TIME_AND_ONLY_FIRING);
  }
}
