package io.millrace.runners.core.panes;

import io.millrace.runners.core.slices.Slicing;
import org.jspecify.annotations.Nullable;

/** What {@link SlicedGroups} keep for one key. */
final class SlicedKey<K extends @Nullable Object, InputT extends @Nullable Object>
    extends KeyTable.Entry<K> {

  /** By number of the slice. */
  @Nullable Cells<InputT> slices;

  /** By number of the window: elements that came in some windows of a slice and not in all. */
  @Nullable Cells<InputT> windows;

  /** What came in this bundle for windows that have passed, by number of the window. */
  @Nullable Cells<InputT> late;

  /** Of windows that have passed and still take data; null if there are none. */
  @Nullable PaneHistory history;

  /** Whether it waits for a window to pass, and not for one to expire. */
  boolean active;

  // the links of a Schedule
  Schedule.@Nullable Due due;
  @Nullable SlicedKey<?, ?> previous;
  @Nullable SlicedKey<?, ?> next;

  SlicedKey(K key, int hash, Object structure) {
    super(key, hash, structure);
  }

  /** The window that it waits for; {@link Slicing#BEHIND_ALL} if it waits for none. */
  long waitsFor() {
    return due == null ? Slicing.BEHIND_ALL : due.window;
  }

  @Override
  public String toString() {
    return "key " + key;
  }
}
