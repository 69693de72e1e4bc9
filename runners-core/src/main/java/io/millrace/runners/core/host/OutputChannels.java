package io.millrace.runners.core.host;

import io.millrace.runners.core.batch.Batch;

/** The way from one task to the tasks of the stage at the other end of an edge. */
public interface OutputChannels {

  /** How many tasks there are at the other end. */
  int targets();

  /**
   * Offers a batch to a receiver.
   *
   * @return whether the receiver took it, and with it the ownership; otherwise offer it again
   *     later, before any other batch for this target
   */
  boolean offer(int target, Batch batch);

  /**
   * Says how far event time has come: what will be offered from now on, to any target, is not
   * older. Comes behind everything that was offered before, and never goes back, except from {@link
   * io.millrace.runners.core.watermark.Watermarks#IDLE}.
   */
  void watermark(long watermarkMillis);

  /** Says that nothing more will be offered, to any target. Called once. */
  void finish();
}
