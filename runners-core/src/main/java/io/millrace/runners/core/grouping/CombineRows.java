package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Columns with an index over them: one row for each key of each namespace. */
final class CombineRows<
    K extends @Nullable Object, InputT extends @Nullable Object, AccumT extends @Nullable Object> {
  private final CombineColumns<K, InputT, AccumT> columns;
  private final RowIndex index;
  private final EncodeBuffer one = new EncodeBuffer();
  private final EncodeBuffer other = new EncodeBuffer();
  private int count;
  // once sorted: hash in the upper half, row in the lower
  private long[] order = new long[0];

  CombineRows(CombineColumns<K, InputT, AccumT> columns) {
    this.columns = columns;
    this.index = new RowIndex(columns.namespaces);
    columns.resize(index.capacity());
  }

  /** The row of a key; if there is none, the complement of the row where it would go. */
  int find(int hash, int namespace, K key) throws IOException {
    columns.keys.seek(key);
    return columns.keys.find(index, hash, namespace, key);
  }

  /** The row where a key would go that is not there. */
  int free(int hash) {
    return index.free(hash);
  }

  /** Puts the key that was looked for last into a free row, whose accumulator is in place. */
  void use(int row, int hash, int namespace, K key) {
    columns.setKey(row, namespace, key);
    index.set(row, hash);
    count++;
  }

  int count() {
    return count;
  }

  /** Whether there is no place for another row unless the table grows. */
  boolean isFull() {
    return count == index.limit();
  }

  boolean canGrow() {
    return index.canGrow();
  }

  void grow() {
    int[] targets = index.grow();
    columns.relocate(index.capacity(), targets);
  }

  /** Bytes of all arrays, including what it takes to sort. */
  long arrayBytes() {
    return (long) index.capacity() * (Integer.BYTES + columns.bytesPerRow())
        + (long) index.limit() * Long.BYTES;
  }

  /** Orders the rows: by hash, then by bytes of namespace and key. */
  void sort() throws IOException {
    order = new long[count];
    int[] tags = index.tags();
    int place = 0;
    for (int row = 0; row < tags.length; row++) {
      if (tags[row] != 0) {
        order[place++] = (long) hash(row, tags[row]) << 32 | row;
      }
    }
    try {
      HashOrder.sort(order, count, this::compareKeys);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private int hash(int row, int tag) throws IOException {
    return tag == 1 ? columns.hash(row) : tag;
  }

  private int compareKeys(int row, int otherRow) {
    one.reset();
    other.reset();
    try {
      columns.encodeKey(row, one);
      columns.encodeKey(otherRow, other);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Arrays.compareUnsigned(one.array(), 0, one.length(), other.array(), 0, other.length());
  }

  /** The row at a place of the order, and its hash in the upper half. */
  long sorted(int place) {
    return order[place];
  }

  /** Writes all rows, which are sorted, as a run; accumulators are compacted before. */
  void writeTo(RunWriter out) throws IOException {
    for (long entry : order) {
      int row = (int) entry;
      one.reset();
      columns.encodeKey(row, one);
      other.reset();
      columns.encodeAccumulator(row, other);
      int length = other.length();
      out.entry(
          (int) (entry >>> 32), one.array(), 0, one.length(), VarInts.size(length) + (long) length);
      out.value(other.array(), 0, length);
    }
  }

  /** Forgets everything; arrays keep their size. */
  void clear() {
    columns.clear(index.capacity());
    index.clear();
    order = new long[0];
    count = 0;
  }

  /** Frees all memory; nothing may be called any longer. */
  void free() {
    columns.clear(0);
    columns.resize(0);
    index.free();
    order = new long[0];
    count = 0;
  }
}
