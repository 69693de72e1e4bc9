package io.millrace.runners.core.stage;

import io.millrace.runners.core.watermark.Watermarks;

/** A step that has something to do besides elements. Called in the order of the steps. */
interface Finishable {

  /** Before the first element of a bundle. */
  default void startBundle() {}

  /** After the last element of a bundle; may output. */
  default void finishBundle() {}

  /** After all steps have finished the bundle; may not output. */
  default void bundleFinished() {}

  /**
   * Outputs what it keeps back and what would be late behind a watermark: before the output
   * watermark of the stage advances to it, and, for what is late already, when nothing more comes
   * for now.
   */
  default void passOn(long watermarkMillis) {}

  /**
   * Is told, behind {@link #passOn}, what the stage tells those downstream of event time; may not
   * output. Before it is told for the first time, they know of no time.
   *
   * @param watermarkMillis {@link Watermarks#IDLE} if they are not to wait for this task
   */
  default void outputWatermark(long watermarkMillis) {}

  /**
   * When {@link #timeHasCome} has something to do, in milliseconds of processing time after the
   * epoch; {@link Long#MAX_VALUE} if it has nothing.
   */
  default long dueMillis() {
    return Long.MAX_VALUE;
  }

  /** Between two bundles, when {@link #dueMillis} has come; may output. */
  default void timeHasCome() {}

  /** After the last bundle, when the input ended; may output. */
  default void finish() {}

  /** When the task ends, well or not; also if it ends before the first bundle. */
  default void close(boolean failed) {}

  /**
   * Gives everything that was taken to the next node, before the task is saved, so that this node
   * has nothing to save.
   */
  default void beforeSave() {
    passOn(Watermarks.END);
  }
}
