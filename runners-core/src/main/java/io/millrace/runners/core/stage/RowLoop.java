package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;

/** Pushes elements of a batch into a chain. */
interface RowLoop {

  /** Pushes the elements from one row up to, and without, another. */
  void run(Batch batch, int from, int to);
}
