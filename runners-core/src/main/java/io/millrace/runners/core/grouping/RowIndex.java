package io.millrace.runners.core.grouping;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows by hash: open addressing; a slot has the hash in its upper half and the number of the
 * row plus one in its lower, and is 0 if it is free.
 */
final class RowIndex {
  private static final int LARGEST = 1 << 30;

  private final @Nullable NamespaceColumn namespaces;
  private long[] slots = new long[128];
  private int shift = Slots.shift(128);

  RowIndex(@Nullable NamespaceColumn namespaces) {
    this.namespaces = namespaces;
  }

  /** The row that a slot refers to; -1 if it is free. */
  static int row(long slot) {
    return (int) slot - 1;
  }

  long[] slots() {
    return slots;
  }

  int home(int hash) {
    return Slots.home(hash, shift);
  }

  boolean isIn(int row, int namespace) {
    return namespaces == null || namespaces.id(row) == namespace;
  }

  /** Adds a row that is not there. */
  void set(int hash, int row) {
    slots[Slots.free(slots, hash, shift)] = (long) hash << 32 | (row + 1);
  }

  /** How many rows it can hold. */
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

  /** Moves the used slots to the front. Until {@link #clear} nothing is found. */
  void gather() {
    int count = 0;
    for (long slot : slots) {
      if (slot != 0) {
        slots[count++] = slot;
      }
    }
  }

  void clear() {
    Arrays.fill(slots, 0);
  }

  void free() {
    slots = new long[0];
  }
}
