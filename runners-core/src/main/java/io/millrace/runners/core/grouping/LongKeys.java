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
    int[] tags = index.tags();
    int mask = tags.length - 1;
    int row = index.home(RowIndex.tag(hash));
    while (true) {
      long there = keys[row];
      // free rows hold 0; only for a key of 0 the tags must be looked at, which saves a cache miss
      if (there == 0 && tags[row] == 0) {
        return ~row;
      }
      if (there == wanted && index.isIn(row, namespace)) {
        return row;
      }
      row = (row + 1) & mask;
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
  void relocate(int capacity, int[] targets) {
    long[] old = keys;
    keys = new long[capacity];
    for (int row = 0; row < targets.length; row++) {
      if (targets[row] >= 0) {
        keys[targets[row]] = old[row];
      }
    }
  }

  @Override
  void clear(int from, int to) {
    Arrays.fill(keys, from, to, 0);
  }
}
