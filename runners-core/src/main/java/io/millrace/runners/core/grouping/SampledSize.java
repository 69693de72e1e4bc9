package io.millrace.runners.core.grouping;

/**
 * The average of sizes of which only some are measured, because measuring is dear.
 *
 * <p>The first few are all measured, then one in {@link #SPACING}, or fewer where a measurement
 * looks at many bytes: at one byte for each size, on average. The distances vary, so that no period
 * of the input hides from them. The average forgets what is long past. Which ones are measured
 * depends on nothing but the sequence of measurements, so equal inputs are measured equally.
 */
final class SampledSize {
  private static final int SPACING = 16;
  private static final int LARGEST_SPACING = 1 << 20;
  private static final int MEMORY = 16;

  private double average;
  private int samples;
  private int wait;
  private int dice = 0x2545f491;

  /** Whether the next one should be measured. */
  boolean isDue() {
    return --wait < 0;
  }

  double average() {
    return average;
  }

  /**
   * Takes a measurement in.
   *
   * @param size NaN if it failed: then the average stays
   * @param written how many bytes it looked at
   */
  void add(double size, long written) {
    if (Double.isNaN(size)) {
      return;
    }
    samples = Math.min(MEMORY, samples + 1);
    average += (size - average) / samples;
    if (samples == MEMORY) {
      // Marsaglia, "Xorshift RNGs", 2003
      dice ^= dice << 13;
      dice ^= dice >>> 17;
      dice ^= dice << 5;
      long spacing = Math.min(LARGEST_SPACING, Math.max(SPACING, written));
      wait = (int) (spacing / 2 + Integer.toUnsignedLong(dice) % spacing);
    }
  }
}
