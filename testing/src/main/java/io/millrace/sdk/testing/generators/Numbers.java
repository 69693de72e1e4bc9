package io.millrace.sdk.testing.generators;

import java.util.ArrayList;
import java.util.List;

/** Draws numbers; they get simpler on their way to zero. */
final class Numbers {
  private static final double[] NOTABLE_DOUBLES = {
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.1,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  private Numbers() {}

  static Gen<Long> longs(long low, long high) {
    if (low > high) {
      throw new IllegalArgumentException("no number lies between " + low + " and " + high);
    }
    long simplest = low > 0 ? low : Math.min(high, 0);
    return entropy -> towards(simplest, drawLong(entropy, low, high));
  }

  private static long drawLong(Entropy entropy, long low, long high) {
    return switch (entropy.nextInt(0, 7)) {
      case 0 -> entropy.oneIn(2) ? low : high;
      // few digits
      case 1, 2 -> within(low, high, entropy.nextLong(-16, 16));
      // any number of bits, so that every length of a variable-length encoding comes up
      case 3 -> within(low, high, entropy.nextLong() >> entropy.nextInt(0, 63));
      default -> entropy.nextLong(low, high);
    };
  }

  private static long within(long low, long high, long number) {
    return Math.max(low, Math.min(high, number));
  }

  /** Simpler: the simplest, then half of the way nearer to the value each time. */
  private static Sample<Long> towards(long simplest, long value) {
    return new Sample<>(
        value,
        () -> {
          List<Sample<Long>> simpler = new ArrayList<>();
          // the distance may exceed a long, so it is halved before it is taken
          long step = value / 2 - simplest / 2;
          if (value != simplest) {
            simpler.add(towards(simplest, simplest));
          }
          for (; step != 0; step /= 2) {
            if (value - step != simplest) {
              simpler.add(towards(simplest, value - step));
            }
          }
          long next = value + Long.signum(Long.compare(simplest, value));
          if (next != value && next != simplest) {
            simpler.add(towards(simplest, next));
          }
          return simpler;
        });
  }

  static Gen<Double> doubles() {
    return entropy ->
        simplerDouble(
            switch (entropy.nextInt(0, 3)) {
              case 0 -> NOTABLE_DOUBLES[entropy.nextInt(0, NOTABLE_DOUBLES.length - 1)];
              case 1 -> entropy.nextInt(-1_000, 1_000);
              case 2 -> entropy.nextInt(-1_000_000, 1_000_000) / 1_000.0;
              default -> Double.longBitsToDouble(entropy.nextLong());
            });
  }

  /** Simpler: zero, then whole numbers. */
  private static Sample<Double> simplerDouble(double value) {
    return new Sample<>(
        value,
        () -> {
          List<Sample<Double>> simpler = new ArrayList<>();
          if (Double.compare(value, 0.0) != 0) {
            simpler.add(Sample.of(0.0));
          }
          if (Math.abs(value) < Long.MAX_VALUE && value != Math.rint(value)) {
            simpler.add(towards(0, (long) value).map(Long::doubleValue));
          }
          return simpler;
        });
  }
}
