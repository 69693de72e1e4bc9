package io.millrace.runners.core.state;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scopes of all keys in one window, which end together; in the order in which they began, or as
 * rows.
 */
final class WindowScopes {

  final BoundedWindow window;
  final List<BoundedWindow> windows;
  final long expiryMillis;

  /** What is kept, of a function that keeps only cells. */
  @Nullable ScopeRows<@Nullable Object> rows;

  /** The scope of whatever key is at hand, where there are rows. */
  @Nullable Scope atHand;

  private @Nullable Scope first;
  private @Nullable Scope last;

  WindowScopes(BoundedWindow window, long expiryMillis) {
    this.window = window;
    this.windows = List.of(window);
    this.expiryMillis = expiryMillis;
  }

  @Nullable Scope first() {
    return first;
  }

  void add(Scope scope) {
    Scope before = last;
    scope.previous = before;
    if (before == null) {
      first = scope;
    } else {
      before.next = scope;
    }
    last = scope;
  }

  void remove(Scope scope) {
    Scope before = scope.previous;
    Scope after = scope.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    scope.previous = null;
    scope.next = null;
  }
}
