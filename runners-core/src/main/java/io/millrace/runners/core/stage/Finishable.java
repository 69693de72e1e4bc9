package io.millrace.runners.core.stage;

/** A step that has something to do besides elements. Called in the order of the steps. */
interface Finishable {

  /** Before the first element of a bundle. */
  default void startBundle() {}

  /** After the last element of a bundle; may output. */
  default void finishBundle() {}

  /** After all steps have finished the bundle; may not output. */
  default void bundleFinished() {}

  /** Before the output watermark of the stage advances; outputs what must not become late. */
  default void beforeWatermark() {}

  /** After the last bundle, when the input ended; may output. */
  default void finish() {}

  /** When the task ends, well or not; also if it ends before the first bundle. */
  default void close(boolean failed) {}
}
