package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
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

/** Finds the windows of the element at hand. Neighbours that are in the same ones share a list. */
@FunctionalInterface
interface WindowAssigner {

  /**
   * The windows of an element that is in one window so far; empty if it gets none.
   *
   * @param value the element; the cursor has its time and its window
   */
  Collection<? extends BoundedWindow> windowsOf(@Nullable Object value);

  /**
   * What finds windows by a function.
   *
   * @param name the transform, for what the function throws
   */
  static WindowAssigner of(
      WindowFn<@Nullable Object, ?> windowFn,
      ElementCursor cursor,
      Failures failures,
      String name) {
    Slicing slicing = Slicing.of(windowFn);
    if (slicing != null) {
      return new OfSlices(new SliceCache(slicing), cursor);
    }
    return windowFn instanceof GlobalWindows
        ? value -> ElementCursor.GLOBAL
        : new OfFunction<>(windowFn, cursor, failures, name);
  }

  /** Those of the slice that a time is in. */
  record OfSlices(SliceCache slices, ElementCursor cursor) implements WindowAssigner {
    @Override
    public Collection<? extends BoundedWindow> windowsOf(@Nullable Object value) {
      return slices.at(cursor.timestamp);
    }
  }

  /** Those that the function gives. */
  final class OfFunction<W extends BoundedWindow> implements WindowAssigner {

    private final WindowFn<@Nullable Object, W> windowFn;
    private final ElementCursor cursor;
    private final Failures failures;
    private final String name;
    private final WindowFn<@Nullable Object, W>.AssignContext context;
    private final boolean sessions;
    private @Nullable Object element;
    private @Nullable List<? extends BoundedWindow> lastWindows;
    private long lastTimestamp;

    OfFunction(
        WindowFn<@Nullable Object, W> windowFn,
        ElementCursor cursor,
        Failures failures,
        String name) {
      this.windowFn = windowFn;
      this.cursor = cursor;
      this.failures = failures;
      this.name = name;
      this.sessions = windowFn instanceof Sessions;
      this.context =
          windowFn.new AssignContext() {
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
    public Collection<? extends BoundedWindow> windowsOf(@Nullable Object value) {
      List<? extends BoundedWindow> last = lastWindows;
      if (sessions && last != null && cursor.timestamp == lastTimestamp) {
        // They depend on nothing else.
        return last;
      }
      element = value;
      try {
        Collection<W> assigned = windowFn.assignWindows(context);
        if (assigned == null) {
          throw new IllegalStateException(
              windowFn
                  + " gave null for the windows of an element. Let assignWindows give the windows,"
                  + " or an empty collection to drop the element.");
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
  }
}
