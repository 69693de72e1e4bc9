package io.millrace.runners.core.watermark;

import java.util.Arrays;

/**
 * The smallest of the watermarks of several producers, or of several edges: law I1, for what is not
 * waiting at the input any more. Never goes back: a producer that was idle and comes back with an
 * older watermark may bring late elements, and changes nothing. Not thread-safe.
 */
public final class InputWatermark {

  private final long[] producers;
  private long current = Watermarks.START;
  private boolean idle;

  /** The watermark of so many producers, of which nothing is known. */
  public InputWatermark(int producers) {
    this.producers = new long[producers];
    Arrays.fill(this.producers, Watermarks.START);
  }

  /** Notes the watermark of a producer, {@link Watermarks#IDLE} or {@link Watermarks#END} too. */
  public void update(int producer, long watermarkMillis) {
    if (producers[producer] == watermarkMillis) {
      return;
    }
    producers[producer] = watermarkMillis;
    long min = Watermarks.IDLE;
    for (long watermark : producers) {
      min = Math.min(min, watermark);
    }
    // Where all that have not ended are idle, event time stands still.
    idle = min == Watermarks.IDLE || (min == Watermarks.END && anyIdle());
    if (!idle) {
      current = Math.max(current, min);
    }
  }

  private boolean anyIdle() {
    for (long watermark : producers) {
      if (watermark == Watermarks.IDLE) {
        return true;
      }
    }
    return false;
  }

  /** The watermark. */
  public long get() {
    return current;
  }

  /**
   * The watermark; {@link Watermarks#IDLE} if of all producers that have not ended each is idle, so
   * that whoever takes the smallest of several inputs leaves this one out (rule W5).
   */
  public long getOrIdle() {
    return idle ? Watermarks.IDLE : current;
  }
}
