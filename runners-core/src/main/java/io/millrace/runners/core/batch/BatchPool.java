package io.millrace.runners.core.batch;

import java.util.ArrayDeque;

/** Empty batches for reuse. Used by one thread. */
public final class BatchPool {

  /** How many are kept; more are left to the garbage collector. */
  public static final int LIMIT = 256;

  private final ArrayDeque<Batch> free = new ArrayDeque<>();

  /** An empty pool. */
  public BatchPool() {}

  /** An empty batch. */
  public Batch take() {
    Batch batch = free.pollLast();
    return batch != null ? batch : new Batch();
  }

  /** Takes a batch that nobody uses any more; clears it. */
  public void give(Batch batch) {
    batch.clear();
    if (free.size() < LIMIT) {
      free.addLast(batch);
    }
  }
}
