package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keys in coder form, because only their bytes tell which are equal. */
final class EncodedKeys<K extends @Nullable Object> extends KeyColumn<K> {
  private static final int LARGEST_KEPT_BUFFER = 1 << 20;

  private final DecodeBuffer reading = new DecodeBuffer(new byte[0]);
  private EncodeBuffer wanted = new EncodeBuffer();
  private byte[] @Nullable [] keys = new byte[0][];

  EncodedKeys(Coder<K> coder) {
    super(coder);
  }

  @Override
  void seek(K key) throws IOException {
    if (wanted.array().length > LARGEST_KEPT_BUFFER) {
      wanted = new EncodeBuffer();
    }
    wanted.reset();
    coder.encode(key, wanted);
  }

  @Override
  boolean is(int row, K key) {
    byte[] bytes = bytes(row);
    return Arrays.equals(bytes, 0, bytes.length, wanted.array(), 0, wanted.length());
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

  private byte[] bytes(int row) {
    byte[] bytes = keys[row];
    if (bytes == null) {
      throw new IllegalStateException("row " + row + " has no key");
    }
    return bytes;
  }

  @Override
  void set(int row, K key) {
    byte[] bytes = wanted.toByteArray();
    keys[row] = bytes;
    heapBytes += HeapEstimate.ofArray(bytes);
  }

  @Override
  void drop(int row) {
    heapBytes -= HeapEstimate.ofArray(bytes(row));
  }

  @Override
  K get(int row) throws IOException {
    byte[] bytes = bytes(row);
    reading.reset(bytes, 0, bytes.length);
    return coder.decode(reading);
  }

  @Override
  void encode(int row, EncodeBuffer out) {
    out.write(bytes(row));
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
    byte[] @Nullable [] old = keys;
    keys = new byte[capacity][];
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
