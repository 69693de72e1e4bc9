package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.Arrays;

/** Keys that are {@code long}s. */
final class LongKeys extends KeyColumn<Long> {
  private long[] keys = new long[0];

  LongKeys(Coder<Long> coder) {
    super(coder);
  }

  @Override
  void seek(Long key) throws IOException {
    if (key == null) {
      throw new CoderException(coder + " cannot encode a null key");
    }
  }

  @Override
  boolean is(int row, Long key) {
    return keys[row] == key;
  }

  @Override
  int find(RowIndex index, int hash, int namespace, Long key) {
    long wanted = key;
    long[] slots = index.slots();
    int mask = slots.length - 1;
    int i = index.home(hash);
    while (true) {
      long slot = slots[i];
      int row = RowIndex.row(slot);
      if (slot == 0
          || ((int) (slot >>> 32) == hash && keys[row] == wanted && index.isIn(row, namespace))) {
        return row;
      }
      i = (i + 1) & mask;
    }
  }

  @Override
  void set(int row, Long key) {
    keys[row] = key;
  }

  @Override
  Long get(int row) {
    return keys[row];
  }

  @Override
  void encode(int row, EncodeBuffer out) throws IOException {
    coder.encode(keys[row], out);
  }

  @Override
  void drop(int row) {}

  @Override
  int bytesPerRow() {
    return Long.BYTES;
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
  void clear(int from, int to) {}
}
