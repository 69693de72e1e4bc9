package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One row for each key of each namespace, in the order in which they came, and an index by hash.
 */
final class CombineRows<
    K extends @Nullable Object, InputT extends @Nullable Object, AccumT extends @Nullable Object> {
  final CombineColumns<K, InputT, AccumT> columns;
  private final RowIndex index;
  private final EncodeBuffer one = new EncodeBuffer();
  private final EncodeBuffer other = new EncodeBuffer();
  private int count;

  CombineRows(CombineColumns<K, InputT, AccumT> columns) {
    this.columns = columns;
    this.index = new RowIndex(columns.namespaces);
    columns.resize(index.limit());
  }

  /** The row of a key; -1 if there is none. */
  int find(int hash, int namespace, K key) throws IOException {
    columns.keys.seek(key);
    return columns.keys.find(index, hash, namespace, key);
  }

  /** Makes the row of the key that was looked for last, and whose accumulator is in place. */
  void append(int hash, int namespace, K key) {
    columns.setKey(count, namespace, key);
    index.set(hash, count);
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
    index.grow();
    columns.resize(index.limit());
  }

  /** Bytes of all arrays. */
  long arrayBytes() {
    return index.bytes() + (long) index.limit() * columns.bytesPerRow();
  }

  /** Orders the rows: by hash, then by bytes of namespace and key. Nothing is found any longer. */
  void sort() throws IOException {
    index.gather();
    try {
      HashOrder.sort(index.slots(), count, this::compareKeys);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private int compareKeys(int reference, int otherReference) {
    one.reset();
    other.reset();
    try {
      columns.encodeKey(RowIndex.row(reference), one);
      columns.encodeKey(RowIndex.row(otherReference), other);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Arrays.compareUnsigned(one.array(), 0, one.length(), other.array(), 0, other.length());
  }

  /** The row at a place of the order, and its hash in the upper half. */
  long sorted(int place) {
    return index.slots()[place];
  }

  /** Writes all rows, which are sorted, as a run; accumulators are compacted before. */
  void writeTo(RunWriter out) throws IOException {
    for (int place = 0; place < count; place++) {
      long slot = sorted(place);
      int row = RowIndex.row(slot);
      one.reset();
      columns.encodeKey(row, one);
      other.reset();
      columns.encodeAccumulator(row, other);
      int length = other.length();
      out.entry(
          (int) (slot >>> 32), one.array(), 0, one.length(), VarInts.size(length) + (long) length);
      out.value(other.array(), 0, length);
    }
  }

  /** Forgets everything; arrays keep their size. */
  void clear() {
    columns.clear(count);
    index.clear();
    count = 0;
  }

  /** Frees all memory; nothing may be called any longer. */
  void free() {
    columns.clear(0);
    columns.resize(0);
    index.free();
    count = 0;
  }
}
