package io.millrace.runners.core.state;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import org.jspecify.annotations.Nullable;

/** Calls of the methods of a function that keeps state. */
public interface ScopeCalls {

  /** Calls the function for an element. */
  void element(Scope scope, @Nullable Object element, long timestampMillis, PaneInfo pane);

  /** Calls the method of a timer. */
  void timer(Scope scope, FiredTimer timer);

  /** Calls the method for a window that expires. */
  void expiration(Scope scope);

  /** Is told an element that comes too late for its window, or for its place in the order. */
  void droppedLate(
      @Nullable Object element, long timestampMillis, PaneInfo pane, BoundedWindow window);
}
