package io.millrace.runners.core.panes;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which keys to look at when which window is due. A key waits for one window at a time, in a list
 * that it is itself a link of: it comes and goes without a search and without an object. Not
 * thread-safe.
 */
final class Schedule<K extends SlicedKey<?, ?>> {

  /** The keys that wait for one window, in the order in which they came. */
  static final class Due {
    final long window;
    private @Nullable SlicedKey<?, ?> first;
    private @Nullable SlicedKey<?, ?> last;

    Due(long window) {
      this.window = window;
    }
  }

  private final TreeMap<Long, Due> byWindow = new TreeMap<>();

  /** Where a key was added last. */
  private @Nullable Due recent;

  /** The first, if it is known. */
  private @Nullable Due earliest;

  /** Lets a key wait that does not. */
  void add(K key, long window) {
    SlicedKey<?, ?> link = key;
    Due due = recent;
    if (due == null || due.window != window) {
      due = byWindow.computeIfAbsent(window, Due::new);
      recent = due;
      if (earliest != null && window < earliest.window) {
        earliest = due;
      }
    }
    SlicedKey<?, ?> last = due.last;
    link.due = due;
    link.previous = last;
    if (last == null) {
      due.first = link;
    } else {
      last.next = link;
    }
    due.last = link;
  }

  /**
   * Lets a key wait no more.
   *
   * @throws IllegalStateException if it does not wait
   */
  void remove(K key) {
    SlicedKey<?, ?> link = key;
    Due due = link.due;
    if (due == null) {
      throw new IllegalStateException(key + " waits for nothing");
    }
    SlicedKey<?, ?> previous = link.previous;
    SlicedKey<?, ?> next = link.next;
    if (previous == null) {
      due.first = next;
    } else {
      previous.next = next;
    }
    if (next == null) {
      due.last = previous;
    } else {
      next.previous = previous;
    }
    link.due = null;
    link.previous = null;
    link.next = null;
    if (due.first == null) {
      forget(due);
    }
  }

  private void forget(Due due) {
    byWindow.remove(due.window);
    recent = recent == due ? null : recent;
    earliest = earliest == due ? null : earliest;
  }

  /** The first key that waits for the first window, if that is not behind the given one. */
  @SuppressWarnings("unchecked") // only such were added
  @Nullable K first(long upToWindow) {
    Due due = earliest;
    if (due == null) {
      Map.Entry<Long, Due> entry = byWindow.firstEntry();
      if (entry == null) {
        return null;
      }
      due = entry.getValue();
      earliest = due;
    }
    return due.window > upToWindow ? null : (K) due.first;
  }

  boolean isEmpty() {
    return byWindow.isEmpty();
  }
}
