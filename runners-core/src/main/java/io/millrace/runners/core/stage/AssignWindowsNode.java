package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.slices.SliceCache;
import io.millrace.runners.core.slices.Slicing;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.WindowFn;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts each element into the windows that a window function assigns. An element that gets none (it
 * falls into the gap between sliding windows) is counted and goes no further (rule E4).
 */
final class AssignWindowsNode implements ElementReceiver {

  private final WindowFn<@Nullable Object, ?> windowFn;
  private final ElementReceiver next;
  private final ElementCursor cursor;
  private final Failures failures;
  private final String name;
  private final Runnable dropped;
  private final WindowFn<@Nullable Object, ?>.AssignContext context;
  private @Nullable Object element;
  private final @Nullable SliceCache slices;
  private final boolean sessions;
  private @Nullable List<? extends BoundedWindow> lastWindows;
  private final int level;
  private long lastTimestamp;

  AssignWindowsNode(
      WindowFn<@Nullable Object, ?> windowFn,
      ElementReceiver next,
      ElementCursor cursor,
      Failures failures,
      String name,
      Runnable dropped) {
    this.windowFn = windowFn;
    this.next = next;
    this.cursor = cursor;
    this.failures = failures;
    this.name = name;
    this.dropped = dropped;
    this.level = cursor.newLevel();
    this.context = context(windowFn);
    Slicing slicing = Slicing.of(windowFn);
    this.slices = slicing == null ? null : new SliceCache(slicing);
    this.sessions = windowFn instanceof Sessions;
  }

  private <W extends BoundedWindow> WindowFn<@Nullable Object, W>.AssignContext context(
      WindowFn<@Nullable Object, W> fn) {
    return fn.new AssignContext() {
      @Override
      public Object element() {
        return Typed.value(element);
      }

      @Override
      public Instant timestamp() {
        return Instant.ofEpochMilli(cursor.timestamp);
      }

      @Override
      public BoundedWindow window() {
        return cursor.windows().iterator().next();
      }
    };
  }

  @Override
  public void accept(@Nullable Object value) {
    Collection<? extends BoundedWindow> before = cursor.windows();
    if (before.size() == 1) {
      acceptInOneWindow(value);
      return;
    }
    // An element in several windows stands for several elements (rule E2).
    for (BoundedWindow window : before) {
      cursor.windows(List.of(window));
      acceptInOneWindow(value);
    }
    cursor.windows(before);
  }

  private void acceptInOneWindow(@Nullable Object value) {
    Collection<? extends BoundedWindow> after = assign(value);
    if (after.isEmpty()) {
      dropped.run();
      return;
    }
    int outer = cursor.level();
    cursor.enter(level, after);
    next.accept(value);
    cursor.leave(outer);
  }

  private Collection<? extends BoundedWindow> assign(@Nullable Object value) {
    if (slices != null) {
      return slices.at(cursor.timestamp);
    }
    if (windowFn instanceof GlobalWindows) {
      return ElementCursor.GLOBAL;
    }
    List<? extends BoundedWindow> last = lastWindows;
    if (sessions && last != null && cursor.timestamp == lastTimestamp) {
      // They depend on nothing else.
      return last;
    }
    element = value;
    try {
      Collection<? extends BoundedWindow> assigned = assignWith(windowFn);
      if (assigned == null) {
        throw new IllegalStateException(
            windowFn
                + " gave null for the windows of an element. Let assignWindows give the windows, or"
                + " an empty collection to drop the element.");
      }
      List<? extends BoundedWindow> windows = List.copyOf(assigned);
      // Neighbours are mostly in the same windows: one shared list keeps batches narrow.
      if (!sessions && last != null && last.equals(windows)) {
        return last;
      }
      lastWindows = windows;
      lastTimestamp = cursor.timestamp;
      return windows;
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    } finally {
      element = null;
    }
  }

  @SuppressWarnings("unchecked") // the context was made by this very function
  private <W extends BoundedWindow> Collection<W> assignWith(WindowFn<@Nullable Object, W> fn)
      throws Exception {
    return fn.assignWindows((WindowFn<@Nullable Object, W>.AssignContext) context);
  }
}
