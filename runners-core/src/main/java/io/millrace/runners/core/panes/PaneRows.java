package io.millrace.runners.core.panes;

import io.millrace.runners.core.batch.LongCoders;
import io.millrace.runners.core.batch.Typed;
import io.millrace.sdk.coders.Coder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys and what their panes hold, in columns: what differs between the panes of one window that
 * fire together. Keys are numbers without an object where {@link LongCoders} says so, contents
 * where they are {@link LongContents}. Not thread-safe.
 *
 * @param <K> the type of keys
 */
public final class PaneRows<K extends @Nullable Object> {

  private static final long[] NO_NUMBERS = {};
  private static final @Nullable Object[] NO_OBJECTS = {};

  private final boolean numberedKeys;
  private final @Nullable LongContents<?> numbers;

  private long[] keyNumbers = NO_NUMBERS;
  private @Nullable Object[] keys = NO_OBJECTS;
  private long[] contents = NO_NUMBERS;
  private @Nullable Object[] values = NO_OBJECTS;

  /**
   * Rows without anything in them.
   *
   * @param capacity how many rows there are
   */
  PaneRows(Coder<K> keyCoder, Contents<?, ?> contents, int capacity) {
    this.numberedKeys = LongCoders.codes(keyCoder);
    this.numbers = contents instanceof LongContents<?> longs ? longs : null;
    resize(capacity);
  }

  void resize(int capacity) {
    if (numberedKeys) {
      keyNumbers = Arrays.copyOf(keyNumbers, capacity);
    } else {
      keys = Arrays.copyOf(keys, capacity);
    }
    if (numbers != null) {
      contents = Arrays.copyOf(contents, capacity);
    } else {
      values = Arrays.copyOf(values, capacity);
    }
  }

  void setKey(int row, K key) {
    if (numberedKeys) {
      keyNumbers[row] = (Long) Typed.<Object>value(key);
    } else {
      keys[row] = key;
    }
  }

  /** Sets what a pane holds, before it is made an output. */
  void setContent(int row, long content) {
    contents[row] = content;
  }

  void setValue(int row, @Nullable Object value) {
    values[row] = value;
  }

  /** Lets a row be what another is, of these rows or others of their kind. */
  void copy(PaneRows<K> source, int from, int to) {
    if (numberedKeys) {
      keyNumbers[to] = source.keyNumbers[from];
    } else {
      keys[to] = source.keys[from];
    }
    if (numbers != null) {
      contents[to] = source.contents[from];
    } else {
      values[to] = source.values[from];
    }
  }

  /** Lets go of what a row refers to. */
  void clear(int row) {
    if (!numberedKeys) {
      keys[row] = null;
    }
    clearValues(row, row + 1);
  }

  /** Lets go of the values of rows. */
  void clearValues(int from, int to) {
    if (numbers == null) {
      Arrays.fill(values, from, to, null);
    }
  }

  /** The key of a row. */
  public K key(int row) {
    return Typed.value(numberedKeys ? (Object) keyNumbers[row] : keys[row]);
  }

  /** The key of a row where keys are objects. */
  public @Nullable Object keyObject(int row) {
    return keys[row];
  }

  /** The key of a row where keys are numbers. */
  public long keyNumber(int row) {
    return keyNumbers[row];
  }

  /** What the pane of a row holds. */
  public @Nullable Object value(int row) {
    return numbers != null ? numbers.emit(contents[row]) : values[row];
  }

  /** What the pane of a row holds, where contents are objects. */
  public @Nullable Object valueObject(int row) {
    return values[row];
  }

  /** The content of the pane of a row, where contents are {@link LongContents}. */
  public long content(int row) {
    return contents[row];
  }
}
