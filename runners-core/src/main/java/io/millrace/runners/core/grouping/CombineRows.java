package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One row for each key of each namespace: an index by hash over columns. */
final class CombineRows<
    K extends @Nullable Object, InputT extends @Nullable Object, AccumT extends @Nullable Object> {
  private static final int LARGEST_SHOWN_KEY = 100;

  final KeyColumn<K> keys;
  final AccumulatorColumn<InputT, AccumT> accumulators;
  private final @Nullable NamespaceColumn namespaces;
  private final RowIndex index;
  private final EncodeBuffer one = new EncodeBuffer();
  private final EncodeBuffer other = new EncodeBuffer();
  private int count;
  private int bytesPerRow;

  CombineRows(CombineSpec<K, InputT, AccumT> spec) {
    this.keys = KeyColumn.of(spec.keyCoder());
    this.accumulators = AccumulatorColumn.of(spec);
    this.namespaces =
        spec.namespaceCoder() == null ? null : new NamespaceColumn(spec.namespaceCoder());
    this.index = new RowIndex(namespaces);
    this.bytesPerRow =
        keys.bytesPerRow()
            + accumulators.bytesPerRow()
            + (namespaces == null ? 0 : namespaces.bytesPerRow());
    resize();
  }

  private void resize() {
    keys.resize(index.limit());
    accumulators.resize(index.limit());
    if (namespaces != null) {
      namespaces.resize(index.limit());
    }
  }

  /** The number of the namespace of an element, 0 in a table without. */
  int namespace(@Nullable Object namespace) throws IOException {
    if (namespaces != null && namespace != null) {
      return namespaces.number(namespace);
    }
    if (namespaces != null || namespace != null) {
      throw Budgets.namespaceMismatch(namespace);
    }
    return 0;
  }

  /** The hash of a key in a namespace. */
  int hash(int keyHash, int namespace) {
    return namespaces == null ? keyHash : keyHash + namespaces.hash(namespace);
  }

  int find(int hash, int namespace, K key) throws IOException {
    return keys.find(index, hash, namespace, key);
  }

  /** The row at a slot that {@link #find} told; -1 if there is none. */
  int rowAt(int slot) {
    return RowIndex.row(index.slots()[slot]);
  }

  void mark(int slot) {
    index.mark(slot);
  }

  /** Makes the row of the key that was looked for last, and whose accumulator is in place. */
  void append(int hash, int namespace, K key) {
    int row = count;
    keys.set(row, key);
    if (namespaces != null) {
      namespaces.set(row, namespace);
    }
    index.set(hash, row);
    count++;
  }

  int count() {
    return count;
  }

  int distinctNamespaces() {
    return namespaces == null ? 0 : namespaces.distinct();
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
    resize();
  }

  /** Bytes of all arrays. */
  long arrayBytes() {
    return index.bytes() + (long) index.limit() * bytesPerRow;
  }

  /** An estimate of the bytes of all objects that the arrays refer to. */
  double heapBytes() {
    double bytes = keys.heapBytes + accumulators.heapBytes;
    return namespaces == null ? bytes : bytes + namespaces.heapBytes;
  }

  @Nullable Object namespaceOf(int row) {
    return namespaces == null ? null : namespaces.get(row);
  }

  int keyHash(int hash, int row) {
    return namespaces == null ? hash : hash - namespaces.hash(namespaces.id(row));
  }

  /** Lines the rows up for {@link #sorted} in no particular order; returns how many there are. */
  int gather() {
    return index.gather();
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
      encodeKey(RowIndex.row(reference), one);
      encodeKey(RowIndex.row(otherReference), other);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Arrays.compareUnsigned(one.array(), 0, one.length(), other.array(), 0, other.length());
  }

  /** The row at a place of the order, with its hash in the upper half. */
  long sorted(int place) {
    return index.slots()[place];
  }

  private void encodeKey(int row, EncodeBuffer out) throws IOException {
    if (namespaces != null) {
      namespaces.encode(row, out);
    }
    try {
      keys.encode(row, out);
    } catch (IOException | RuntimeException e) {
      throw new CoderException("cannot encode " + describe(row) + ": " + e.getMessage(), e);
    }
  }

  private String describe(int row) {
    String key;
    try {
      key = String.valueOf(keys.get(row));
    } catch (IOException | RuntimeException e) {
      key = "that cannot be shown: " + e;
    }
    String shown =
        key.length() > LARGEST_SHOWN_KEY ? key.substring(0, LARGEST_SHOWN_KEY) + "..." : key;
    return namespaces == null ? "key " + shown : "key " + shown + " of " + namespaces.get(row);
  }

  /** Writes all rows, which are sorted, as a run; accumulators are compacted before. */
  void writeTo(RunWriter out) throws IOException {
    for (int place = 0; place < count; place++) {
      long slot = sorted(place);
      int row = RowIndex.row(slot);
      one.reset();
      encodeKey(row, one);
      other.reset();
      accumulators.compacted(row);
      try {
        accumulators.encode(row, other);
      } catch (IOException | RuntimeException e) {
        throw new CoderException(
            "cannot encode the accumulator of " + describe(row) + ": " + e.getMessage(), e);
      }
      int length = other.length();
      out.entry(
          (int) (slot >>> 32), one.array(), 0, one.length(), VarInts.size(length) + (long) length);
      out.value(other.array(), 0, length);
    }
  }

  /** Forgets everything; arrays keep their size. */
  void clear() {
    clear(0);
    index.clear();
    if (namespaces != null) {
      namespaces.forget();
    }
    keys.heapBytes = 0;
    accumulators.heapBytes = 0;
  }

  private void clear(int from) {
    keys.clear(from, count);
    accumulators.clear(from, count);
    count = from;
  }

  /** Frees all memory; nothing may be called any longer. */
  void free() {
    index.free();
    keys.resize(0);
    accumulators.resize(0);
    if (namespaces != null) {
      namespaces.resize(0);
      namespaces.forget();
    }
    count = 0;
  }
}
