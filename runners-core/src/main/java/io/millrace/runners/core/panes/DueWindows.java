package io.millrace.runners.core.panes;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which keys wait for which window. A key waits for one window at a time. Those that stay for the
 * next one stay where they are: their rows are then of that window. Not thread-safe.
 */
final class DueWindows<K extends @Nullable Object, InputT extends @Nullable Object> {

  private final LongFunction<DueKeys<K, InputT>> maker;
  private final TreeMap<Long, DueKeys<K, InputT>> byWindow = new TreeMap<>();

  /** Where a key was added last. */
  private @Nullable DueKeys<K, InputT> recent;

  /**
   * Nobody waits.
   *
   * @param maker makes rows for a window
   */
  DueWindows(LongFunction<DueKeys<K, InputT>> maker) {
    this.maker = maker;
  }

  /** Lets a key wait that does not. */
  void add(SlicedKey<K, InputT> key, long window) {
    DueKeys<K, InputT> due = recent;
    if (due == null || due.window() != window) {
      due = byWindow.computeIfAbsent(window, maker::apply);
      recent = due;
    }
    due.add(key);
  }

  /** Lets a key wait no more that waits in the given rows. */
  void remove(SlicedKey<K, InputT> key, DueKeys<K, InputT> due) {
    due.remove(key);
    if (due.size() == 0) {
      byWindow.remove(due.window());
      recent = recent == due ? null : recent;
    }
  }

  /** The first window that somebody waits for, if it is not behind the given one. */
  @Nullable DueKeys<K, InputT> first(long upToWindow) {
    Map.Entry<Long, DueKeys<K, InputT>> first = byWindow.firstEntry();
    return first == null || first.getKey() > upToWindow ? null : first.getValue();
  }

  /** Lets those who waited for the first window, and are still there, wait for the next one. */
  void moveOn(DueKeys<K, InputT> first) {
    byWindow.remove(first.window());
    recent = recent == first ? null : recent;
    if (first.size() == 0) {
      return;
    }
    first.moveOn();
    DueKeys<K, InputT> others = byWindow.get(first.window());
    if (others == null || others.size() < first.size()) {
      byWindow.put(first.window(), first);
      if (others != null) {
        first.addAll(others);
        recent = recent == others ? first : recent;
      }
    } else {
      others.addAll(first);
    }
  }

  /** The first window that somebody waits for; {@link Long#MAX_VALUE} if nobody waits. */
  long firstWindow() {
    return byWindow.isEmpty() ? Long.MAX_VALUE : byWindow.firstKey();
  }

  boolean isEmpty() {
    return byWindow.isEmpty();
  }
}
