package io.millrace.runners.core.panes;

import io.millrace.runners.core.slices.Slicing;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The keys that wait for one window, in rows: when it is due, they are read in the order of memory.
 * Beside a key stands what its pane holds, with how long that stays so: most keys are in a few
 * slices and in many windows that hold the same of them. Not thread-safe.
 */
final class DueKeys<K extends @Nullable Object, InputT extends @Nullable Object> {

  static final int SMALLEST = 8;

  private final PaneRows<K> panes;
  private long window;
  private int size;
  private @Nullable SlicedKey<K, InputT>[] keys = array(SMALLEST);

  /** The first window whose content is not what stands in the row. */
  private long[] changes = new long[SMALLEST];

  /**
   * Nobody waits.
   *
   * @param panes with room for {@value #SMALLEST}
   */
  DueKeys(PaneRows<K> panes, long window) {
    this.panes = panes;
    this.window = window;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays know no type arguments
  private static <K extends @Nullable Object, InputT extends @Nullable Object>
      @Nullable SlicedKey<K, InputT>[] array(int length) {
    return new SlicedKey[length];
  }

  long window() {
    return window;
  }

  int size() {
    return size;
  }

  PaneRows<K> panes() {
    return panes;
  }

  SlicedKey<K, InputT> key(int row) {
    return Objects.requireNonNull(keys[row]);
  }

  /** Adds a key that waits for nothing. */
  void add(SlicedKey<K, InputT> key) {
    int row = newRow();
    place(key, row);
    panes.setKey(row, key.key);
    changes[row] = Slicing.BEFORE_ALL;
    key.firedUpTo = window;
  }

  private int newRow() {
    if (size == keys.length) {
      int capacity = Math.multiplyExact(2, size);
      keys = Arrays.copyOf(keys, capacity);
      changes = Arrays.copyOf(changes, capacity);
      panes.resize(capacity);
    }
    return size++;
  }

  private void place(SlicedKey<K, InputT> key, int row) {
    keys[row] = key;
    key.waitsIn = this;
    key.row = row;
  }

  /** Removes a key that waits here; the last one takes its row. */
  void remove(SlicedKey<K, InputT> key) {
    int row = key.row;
    int last = --size;
    if (row != last) {
      place(key(last), row);
      panes.copy(panes, last, row);
      changes[row] = changes[last];
    }
    keys[last] = null;
    panes.clear(last);
    key.waitsIn = null;
  }

  /** What a row holds is not what it was, from a window on. */
  void change(int row, long window) {
    changes[row] = Math.min(changes[row], window);
  }

  /** The first window whose content is not what stands in the row. */
  long changeOf(int row) {
    return changes[row];
  }

  /**
   * Makes rows hold the contents of the window that is due.
   *
   * @param kept the last window that nothing need be kept for afterwards
   * @param holds whether contents stay in the row as long as they do not change
   */
  void fill(int from, int to, Slicing slicing, long kept, boolean holds) {
    for (int row = from; row < to; row++) {
      if (changes[row] <= window) {
        SlicedKey<K, InputT> key = key(row);
        key.put(slicing, window, kept, true, panes, row);
        changes[row] = holds ? key.changeAfter(slicing, window) : window + 1;
      }
    }
  }

  /** Lets all wait for the next window. */
  void moveOn() {
    window++;
  }

  /** Takes in those who wait for the same window elsewhere. */
  void addAll(DueKeys<K, InputT> others) {
    for (int from = 0; from < others.size; from++) {
      int row = newRow();
      place(others.key(from), row);
      panes.copy(others.panes, from, row);
      changes[row] = others.changes[from];
    }
  }

  @Override
  public String toString() {
    return size + " keys due for " + window;
  }
}
