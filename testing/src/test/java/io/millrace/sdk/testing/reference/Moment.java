package io.millrace.sdk.testing.reference;

/**
 * When something is asked about a window.
 *
 * @param watermark of the input of the step
 * @param processing the processing time; there is one clock, so steps upstream have caught up
 * @param windowLast the last instant of the window
 */
record Moment(long watermark, long processing, long windowLast) {

  /** Rule W2: strictly after. */
  boolean isPastEnd() {
    return watermark > windowLast;
  }
}
