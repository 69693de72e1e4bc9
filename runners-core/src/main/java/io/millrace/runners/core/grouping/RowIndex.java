package io.millrace.runners.core.grouping;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows by hash: open addressing; a slot has the hash in its upper half and in its lower the
 * number of the row plus one, 0 if it is free.
 *
 * <p>The highest bit of the lower half may mark a row as used since the last {@link #keep}.
 */
final class RowIndex {
  private static final long MARK = 1L << 31;
  private static final int LARGEST = 1 << 30;

  private final @Nullable NamespaceColumn namespaces;
  private long[] slots = new long[128];
  private int shift = Slots.shift(128);

  RowIndex(@Nullable NamespaceColumn namespaces) {
    this.namespaces = namespaces;
  }

  static int row(long slot) {
    return ((int) slot & Integer.MAX_VALUE) - 1;
  }

  static boolean isMarked(long slot) {
    return (slot & MARK) != 0;
  }

  static long slot(int hash, int row) {
    return (long) hash << 32 | (row + 1);
  }

  long[] slots() {
    return slots;
  }

  int home(int hash) {
    return Slots.home(hash, shift);
  }

  boolean isIn(long slot, int namespace) {
    return namespaces == null || namespaces.id(row(slot)) == namespace;
  }

  void mark(int slot) {
    if ((slots[slot] & MARK) == 0) {
      slots[slot] |= MARK;
    }
  }

  void set(int hash, int row) {
    slots[Slots.free(slots, hash, shift)] = slot(hash, row);
  }

  int limit() {
    return Slots.limit(slots.length);
  }

  boolean canGrow() {
    return slots.length < LARGEST;
  }

  void grow() {
    slots = Slots.doubled(slots);
    shift = Slots.shift(slots.length);
  }

  long bytes() {
    return 8L * slots.length;
  }

  /** Moves the used slots to the front; returns how many. Until {@link #clear} nothing is found. */
  int gather() {
    int count = 0;
    for (long slot : slots) {
      if (slot != 0) {
        slots[count++] = slot;
      }
    }
    return count;
  }

  /** Forgets all rows but the first {@code count} that were gathered, and all marks. */
  void keep(int count) {
    long[] kept = Arrays.copyOf(slots, count);
    clear();
    for (long slot : kept) {
      set((int) (slot >>> 32), row(slot));
    }
  }

  void clear() {
    Arrays.fill(slots, 0);
  }

  void free() {
    slots = new long[0];
  }
}
