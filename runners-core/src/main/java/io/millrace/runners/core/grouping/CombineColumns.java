package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of a combine table as columns: namespaces if there are any, keys, accumulators. */
final class CombineColumns<
    K extends @Nullable Object, InputT extends @Nullable Object, AccumT extends @Nullable Object> {
  private static final int LARGEST_SHOWN_KEY = 100;

  final KeyColumn<K> keys;
  final AccumulatorColumn<InputT, AccumT> accumulators;
  final @Nullable NamespaceColumn namespaces;
  private final int bytesPerRow;

  CombineColumns(CombineSpec<K, InputT, AccumT> spec) {
    this.keys = KeyColumn.of(spec.keyCoder());
    this.accumulators = AccumulatorColumn.of(spec);
    this.namespaces =
        spec.namespaceCoder() == null ? null : new NamespaceColumn(spec.namespaceCoder());
    this.bytesPerRow =
        keys.bytesPerRow()
            + accumulators.bytesPerRow()
            + (namespaces == null ? 0 : namespaces.bytesPerRow());
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

  /** The hash of the key and the namespace in a row, made anew. */
  int hash(int row) throws IOException {
    int keyHash = keys.coder.stableHash(keys.get(row));
    return namespaces == null ? keyHash : hash(keyHash, namespaces.id(row));
  }

  /** The hash of the key alone, from that of key and namespace. */
  int keyHash(int hash, int row) {
    return namespaces == null ? hash : hash - namespaces.hash(namespaces.id(row));
  }

  @Nullable Object namespaceOf(int row) {
    return namespaces == null ? null : namespaces.get(row);
  }

  boolean isIn(int row, int namespace) {
    return namespaces == null || namespaces.id(row) == namespace;
  }

  /** Puts the key that was looked for last into a row. */
  void setKey(int row, int namespace, K key) {
    keys.set(row, key);
    if (namespaces != null) {
      namespaces.set(row, namespace);
    }
  }

  int bytesPerRow() {
    return bytesPerRow;
  }

  /** An estimate of the bytes of all objects that the columns refer to. */
  double heapBytes() {
    double bytes = keys.heapBytes + accumulators.heapBytes;
    return namespaces == null ? bytes : bytes + namespaces.heapBytes;
  }

  void encodeKey(int row, EncodeBuffer out) throws IOException {
    if (namespaces != null) {
      namespaces.encode(row, out);
    }
    try {
      keys.encode(row, out);
    } catch (IOException | RuntimeException e) {
      throw new CoderException("cannot encode " + describe(row) + ": " + e.getMessage(), e);
    }
  }

  /** Compacts an accumulator and encodes it. */
  void encodeAccumulator(int row, EncodeBuffer out) throws IOException {
    accumulators.compacted(row);
    try {
      accumulators.encode(row, out);
    } catch (IOException | RuntimeException e) {
      throw new CoderException(
          "cannot encode the accumulator of " + describe(row) + ": " + e.getMessage(), e);
    }
  }

  private String describe(int row) {
    String key;
    try {
      key = String.valueOf(keys.get(row));
    } catch (IOException | RuntimeException e) {
      key = "that cannot be shown, " + e;
    }
    String shown =
        key.length() > LARGEST_SHOWN_KEY ? key.substring(0, LARGEST_SHOWN_KEY) + "..." : key;
    return "key " + shown + (namespaces == null ? "" : " of namespace " + namespaces.get(row));
  }

  void resize(int capacity) {
    keys.resize(capacity);
    accumulators.resize(capacity);
    if (namespaces != null) {
      namespaces.resize(capacity);
    }
  }

  /** Makes place for so many rows and puts each old one where {@code targets} says, if not -1. */
  void relocate(int capacity, int[] targets) {
    keys.relocate(capacity, targets);
    accumulators.relocate(capacity, targets);
    if (namespaces != null) {
      namespaces.relocate(capacity, targets);
    }
  }

  /** Lets go of what the first {@code count} rows refer to, which are all that there are. */
  void clear(int count) {
    keys.clear(0, count);
    accumulators.clear(0, count);
    keys.heapBytes = 0;
    accumulators.heapBytes = 0;
    if (namespaces != null) {
      namespaces.forget();
    }
  }
}
