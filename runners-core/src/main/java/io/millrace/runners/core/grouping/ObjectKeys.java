package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keys as they are, of a coder that says that they are equal exactly when their bytes are. */
final class ObjectKeys<K extends @Nullable Object> extends KeyColumn<K> {
  private final HeapEstimate estimate = new HeapEstimate();
  private final SampledSize size = new SampledSize();
  private boolean takesNull;
  private @Nullable Object[] keys = new @Nullable Object[0];

  ObjectKeys(Coder<K> coder) {
    super(coder);
  }

  @Override
  void seek(K key) throws IOException {
    if (key == null && !takesNull) {
      // throws if it does not
      coder.encode(key, new EncodeBuffer());
      takesNull = true;
    }
  }

  @Override
  boolean is(int row, K key) {
    Object there = keys[row];
    return there == key || (key != null && key.equals(there));
  }

  @Override
  int find(RowIndex index, int hash, int namespace, K key) {
    int[] tags = index.tags();
    int mask = tags.length - 1;
    int tag = RowIndex.tag(hash);
    int row = index.home(tag);
    while (true) {
      int there = tags[row];
      if (there == 0) {
        return ~row;
      }
      if (there == tag && is(row, key) && index.isIn(row, namespace)) {
        return row;
      }
      row = (row + 1) & mask;
    }
  }

  @Override
  void set(int row, K key) {
    keys[row] = key;
    if (key instanceof String string) {
      heapBytes += HeapEstimate.ofString(string);
      return;
    }
    if (size.isDue()) {
      size.add(estimate.of(coder, key), estimate.written());
    }
    heapBytes += size.average();
  }

  @Override
  void drop(int row) {
    double dropped =
        keys[row] instanceof String string ? HeapEstimate.ofString(string) : size.average();
    heapBytes = Math.max(0, heapBytes - dropped);
  }

  @Override
  @SuppressWarnings("unchecked")
  K get(int row) {
    return (K) keys[row];
  }

  @Override
  void encode(int row, EncodeBuffer out) throws IOException {
    coder.encode(get(row), out);
  }

  @Override
  int bytesPerRow() {
    return REFERENCE;
  }

  @Override
  void resize(int capacity) {
    keys = Arrays.copyOf(keys, capacity);
  }

  @Override
  void relocate(int capacity, int[] targets) {
    @Nullable Object[] old = keys;
    keys = new @Nullable Object[capacity];
    for (int row = 0; row < targets.length; row++) {
      if (targets[row] >= 0) {
        keys[targets[row]] = old[row];
      }
    }
  }

  @Override
  void clear(int from, int to) {
    Arrays.fill(keys, from, to, null);
  }
}
