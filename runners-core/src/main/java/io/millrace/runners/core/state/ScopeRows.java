package io.millrace.runners.core.state;

import io.millrace.runners.core.batch.LongCoders;
import io.millrace.sdk.coders.Coder;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What a function keeps for the keys of one window, as rows of a table: for functions of which
 * nothing but the contents of cells is kept. A key takes no object of its own then, nor does what
 * is a {@code long}.
 *
 * <p>Open addressing with linear probing; what is removed leaves no mark. The longs of a row lie
 * side by side, so that a key and its count are one line of a processor's cache. Not thread-safe.
 *
 * @param <K> the type of the keys
 */
abstract class ScopeRows<K extends @Nullable Object> {

  private static final int SMALLEST = 16;

  /** About what second caches hold, in words. */
  private static final int FAR = 1 << 16;

  // Fibonacci hashing, so that the hashes of one partition do not crowd one part of the table
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  /** The row of the key that looks like a free row, which is kept apart. */
  static final int APART = Integer.MAX_VALUE;

  /** Stands for nothing in a cell of longs; where it is meant, {@link #meant} says so. */
  private static final long NOTHING = Long.MIN_VALUE;

  private final CellShape shape;
  private final int keyLongs;
  private final int keyObjects;
  private final int longStride;
  private final int objectStride;

  private long[] longs;
  private @Nullable Object[] objects;
  private int mask;
  private int shift;
  private int size;

  /** Longs that are {@link #NOTHING} by value, by their place. */
  private BitSet meant = new BitSet();

  /** The contents for the key that looks like a free row; null if there is none. */
  private @Nullable Object @Nullable [] apart;

  /**
   * No rows.
   *
   * @param keyLongs how many longs a key takes
   * @param keyObjects how many objects a key takes
   */
  ScopeRows(CellShape shape, int keyLongs, int keyObjects) {
    this.shape = shape;
    this.keyLongs = keyLongs;
    this.keyObjects = keyObjects;
    this.longStride = keyLongs + shape.longCount();
    this.objectStride = keyObjects + shape.objectCount();
    this.longs = new long[SMALLEST * longStride];
    this.objects = new @Nullable Object[SMALLEST * objectStride];
    this.mask = SMALLEST - 1;
    this.shift = shift(SMALLEST);
  }

  /** Rows for keys of a coder. */
  @SuppressWarnings("unchecked") // the coder says what K is
  static <K extends @Nullable Object> ScopeRows<K> of(Coder<K> coder, CellShape shape) {
    return LongCoders.codes(coder)
        ? (ScopeRows<K>) new LongKeyRows(shape)
        : new ObjectKeyRows<>(coder, shape);
  }

  private static int shift(int capacity) {
    return Long.numberOfLeadingZeros(capacity) + 1;
  }

  /**
   * The row of a key; if there is none, the complement of the one where it would go.
   *
   * @param hash the key coder's {@link Coder#stableHash} of the key
   */
  abstract int find(K key, int hash);

  /**
   * Reads where a key would be looked for first, so that it is near when it is looked for; nothing
   * where rows are so few that they are near anyway.
   *
   * @return nothing of meaning
   */
  final long touch(K key, int hash) {
    return longs.length + objects.length > FAR ? keyLong(home(key, hash)) : 0;
  }

  /** Takes a key and the contents of its cells, in an array that is used again. */
  interface RowVisitor<K extends @Nullable Object> {
    void visit(K key, @Nullable Object[] cells) throws IOException;
  }

  /** Visits all keys. */
  final void forEach(RowVisitor<? super K> visitor) throws IOException {
    @Nullable Object[] cells = new @Nullable Object[shape.count()];
    if (apart != null) {
      load(APART, cells);
      visitor.visit(keyApart(), cells);
    }
    for (int row = 0; row <= mask; row++) {
      if (!isFree(row)) {
        load(row, cells);
        visitor.visit(key(row), cells);
      }
    }
  }

  /** The key of a row that is not free. */
  abstract K key(int row);

  /** The key whose row is kept apart. */
  abstract K keyApart();

  /** Where a key is looked for first. */
  abstract int home(K key, int hash);

  /** Whether nothing is in a row of the arrays. */
  abstract boolean isFree(int row);

  /** Where the key of a row is looked for first. */
  abstract int homeOf(int row);

  /** Puts the key that was looked for last into a row. */
  abstract void setKey(int row, K key, int hash);

  /** A place for what is as evenly spread as these numbers are, or more so. */
  final int place(long number) {
    return (int) ((number * GOLDEN) >>> shift);
  }

  final int next(int row) {
    return (row + 1) & mask;
  }

  final long keyLong(int row) {
    return longs[row * longStride];
  }

  final void keyLong(int row, long value) {
    longs[row * longStride] = value;
  }

  final @Nullable Object keyObject(int row, int which) {
    return objects[row * objectStride + which];
  }

  final void keyObject(int row, int which, @Nullable Object value) {
    objects[row * objectStride + which] = value;
  }

  /** For how many keys there is a row. */
  final int size() {
    return size;
  }

  final boolean hasApart() {
    return apart != null;
  }

  /** Reads the contents of the cells of a row. */
  final void load(int row, @Nullable Object[] cells) {
    if (row == APART && apart != null) {
      System.arraycopy(apart, 0, cells, 0, cells.length);
      return;
    }
    int longAt = row * longStride + keyLongs;
    int objectAt = row * objectStride + keyObjects;
    for (int i = 0; i < cells.length; i++) {
      if (shape.isLong(i)) {
        long value = longs[longAt];
        cells[i] = value == NOTHING && !meant.get(longAt) ? null : (Object) value;
        longAt++;
      } else {
        cells[i] = objects[objectAt++];
      }
    }
  }

  /**
   * Writes the contents of the cells of a key; if all are null, its row goes.
   *
   * @param row what {@link #find} said, without a change of the rows since then
   */
  final void store(int row, K key, int hash, @Nullable Object[] cells) {
    if (row == APART || row == ~APART) {
      size += (isEmpty(cells) ? 0 : 1) - (apart == null ? 0 : 1);
      apart = isEmpty(cells) ? null : cells.clone();
      return;
    }
    if (isEmpty(cells)) {
      if (row >= 0) {
        remove(row);
      }
      return;
    }
    int target = row;
    if (target < 0) {
      if (size >= capacity() / 8 * 5) {
        grow();
        target = find(key, hash);
      }
      target = ~target;
      setKey(target, key, hash);
      size++;
    }
    write(target, cells);
  }

  private static boolean isEmpty(@Nullable Object[] cells) {
    for (Object cell : cells) {
      if (cell != null) {
        return false;
      }
    }
    return true;
  }

  private void write(int row, @Nullable Object[] cells) {
    int longAt = row * longStride + keyLongs;
    int objectAt = row * objectStride + keyObjects;
    for (int i = 0; i < cells.length; i++) {
      Object cell = cells[i];
      if (!shape.isLong(i)) {
        objects[objectAt++] = cell;
        continue;
      }
      long value = cell == null ? NOTHING : (Long) cell;
      longs[longAt] = value;
      if (value == NOTHING) {
        meant.set(longAt, cell != null);
      }
      longAt++;
    }
  }

  private int capacity() {
    return mask + 1;
  }

  private void remove(int row) {
    size--;
    int free = row;
    // Those behind it move up if they may stand at the free place or before it.
    for (int place = next(free); !isFree(place); place = next(place)) {
      if (((place - homeOf(place)) & mask) >= ((place - free) & mask)) {
        move(place, free);
        free = place;
      }
    }
    clear(free);
  }

  private void clear(int row) {
    for (int i = 0; i < longStride; i++) {
      longs[row * longStride + i] = 0;
    }
    for (int i = 0; i < objectStride; i++) {
      objects[row * objectStride + i] = null;
    }
  }

  private void move(int from, int to) {
    System.arraycopy(longs, from * longStride, longs, to * longStride, longStride);
    System.arraycopy(objects, from * objectStride, objects, to * objectStride, objectStride);
    for (int i = keyLongs; i < longStride && !meant.isEmpty(); i++) {
      meant.set(to * longStride + i, meant.get(from * longStride + i));
    }
  }

  private void grow() {
    int before = capacity();
    int after = Math.multiplyExact(2, before);
    long[] newLongs = new long[Math.multiplyExact(after, longStride)];
    @Nullable Object[] newObjects = new @Nullable Object[Math.multiplyExact(after, objectStride)];
    BitSet newMeant = new BitSet();
    boolean[] used = new boolean[after];
    shift = shift(after);
    mask = after - 1;
    for (int row = 0; row < before; row++) {
      if (isFree(row)) {
        continue;
      }
      int target = homeOf(row);
      while (used[target]) {
        target = next(target);
      }
      used[target] = true;
      System.arraycopy(longs, row * longStride, newLongs, target * longStride, longStride);
      System.arraycopy(
          objects, row * objectStride, newObjects, target * objectStride, objectStride);
      for (int i = keyLongs; i < longStride && !meant.isEmpty(); i++) {
        newMeant.set(target * longStride + i, meant.get(row * longStride + i));
      }
    }
    longs = newLongs;
    objects = newObjects;
    meant = newMeant;
  }
}
