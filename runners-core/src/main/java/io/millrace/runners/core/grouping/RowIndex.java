package io.millrace.runners.core.grouping;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows by hash, with open addressing: a row is where its key was put, and this is the column
 * of their hashes. 0 marks a free row; a hash of 0 is kept as 1, so that either may be meant by 1.
 */
final class RowIndex {
  private static final int LARGEST = 1 << 30;

  private final @Nullable NamespaceColumn namespaces;
  private int[] tags = new int[128];
  private int shift = Slots.shift(128);

  RowIndex(@Nullable NamespaceColumn namespaces) {
    this.namespaces = namespaces;
  }

  /** What marks a row of this hash; it also decides where to look first. */
  static int tag(int hash) {
    return hash == 0 ? 1 : hash;
  }

  int[] tags() {
    return tags;
  }

  int home(int tag) {
    return Slots.home(tag, shift);
  }

  boolean isIn(int row, int namespace) {
    return namespaces == null || namespaces.id(row) == namespace;
  }

  /** The free row for a key of this hash, which is in none. */
  int free(int hash) {
    return freeFor(tag(hash));
  }

  private int freeFor(int tag) {
    int row = home(tag);
    while (tags[row] != 0) {
      row = (row + 1) & (tags.length - 1);
    }
    return row;
  }

  void set(int row, int hash) {
    tags[row] = tag(hash);
  }

  int capacity() {
    return tags.length;
  }

  /** How many rows may be used. */
  int limit() {
    return Slots.limit(tags.length);
  }

  boolean canGrow() {
    return tags.length < LARGEST;
  }

  /** Doubles the capacity; returns for each row where it goes, or -1 if it was free. */
  int[] grow() {
    int[] old = tags;
    tags = new int[2 * old.length];
    shift = Slots.shift(tags.length);
    int[] targets = new int[old.length];
    for (int row = 0; row < old.length; row++) {
      int tag = old[row];
      int target = -1;
      if (tag != 0) {
        target = freeFor(tag);
        tags[target] = tag;
      }
      targets[row] = target;
    }
    return targets;
  }

  void clear() {
    Arrays.fill(tags, 0);
  }

  void free() {
    tags = new int[0];
  }
}
