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
  private @Nullable Object[] keys = new @Nullable Object[0];

  ObjectKeys(Coder<K> coder) {
    super(coder);
  }

  @Override
  int find(RowIndex index, int hash, int namespace, K key) throws IOException {
    if (key == null) {
      return findNull(index, hash, namespace, key);
    }
    long[] slots = index.slots();
    int mask = slots.length - 1;
    int i = index.home(hash);
    while (true) {
      long slot = slots[i];
      if (slot == 0
          || ((int) (slot >>> 32) == hash
              && key.equals(keys[RowIndex.row(slot)])
              && index.isIn(slot, namespace))) {
        return i;
      }
      i = (i + 1) & mask;
    }
  }

  private int findNull(RowIndex index, int hash, int namespace, K key) throws IOException {
    // a coder that does not take null throws
    coder.encode(key, new EncodeBuffer(16));
    long[] slots = index.slots();
    int i = index.home(hash);
    while (true) {
      long slot = slots[i];
      if (slot == 0
          || ((int) (slot >>> 32) == hash
              && keys[RowIndex.row(slot)] == null
              && index.isIn(slot, namespace))) {
        return i;
      }
      i = (i + 1) & (slots.length - 1);
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
      long measured = estimate.of(coder, key);
      if (measured >= 0) {
        size.add((double) measured, estimate.written());
      }
    }
    heapBytes += size.average();
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
  void move(int from, int to) {
    keys[to] = keys[from];
  }

  @Override
  void clear(int from, int to) {
    Arrays.fill(keys, from, to, null);
  }
}
