package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what is kept for the keys of the next elements before the first of them is processed: a
 * processor waits for memory once then, and not for each key. Between two calls of user code it
 * could not see so far ahead by itself.
 */
final class ReadAhead {

  /** For so many elements at once: enough misses to overlap, few enough to stay in the caches. */
  private static final int ROWS = 32;

  /** Reads something that is kept for a key; what it gives has no meaning. */
  @FunctionalInterface
  interface Kept {
    long touch(@Nullable Object key, int keyHash);
  }

  private final Kept kept;

  /** Of no meaning: what is read has to go somewhere. */
  @SuppressWarnings("unused")
  private long touched;

  ReadAhead(Kept kept) {
    this.kept = kept;
  }

  /** To be called before each row, of those from {@code from} up to {@code to}. */
  void before(Batch batch, int row, int from, int to) {
    if ((row - from) % ROWS == 0) {
      fetch(batch, row, Math.min(to, row + ROWS));
    }
  }

  private void fetch(Batch batch, int from, int to) {
    long sum = 0;
    for (int row = from; row < to; row++) {
      // The pair and its key were made by another thread, so that they are far away too.
      if (batch.value(row) instanceof KV<?, ?> pair) {
        sum += kept.touch(pair.getKey(), batch.hash(row));
      }
    }
    touched = sum;
  }
}
