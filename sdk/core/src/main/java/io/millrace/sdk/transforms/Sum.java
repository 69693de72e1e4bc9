package io.millrace.sdk.transforms;

import org.jspecify.annotations.Nullable;

/**
 * Adds numbers up. The sum of none is 0.
 *
 * <p>Integers wrap around on overflow, as {@code +} does. Sums of doubles depend, in their last
 * digits, on the order of additions, which differs from run to run.
 */
public final class Sum {

  private Sum() {}

  /** The sum of all integers of a window. */
  public static Combine.Globally<Integer, Integer> integersGlobally() {
    return Combine.globally(ofIntegers());
  }

  /** The sum of the integers of each key. */
  public static <K extends @Nullable Object> Combine.PerKey<K, Integer, Integer> integersPerKey() {
    return Combine.perKey(ofIntegers());
  }

  /** The sum of all longs of a window. */
  public static Combine.Globally<Long, Long> longsGlobally() {
    return Combine.globally(ofLongs());
  }

  /** The sum of the longs of each key. */
  public static <K extends @Nullable Object> Combine.PerKey<K, Long, Long> longsPerKey() {
    return Combine.perKey(ofLongs());
  }

  /** The sum of all doubles of a window. */
  public static Combine.Globally<Double, Double> doublesGlobally() {
    return Combine.globally(ofDoubles());
  }

  /** The sum of the doubles of each key. */
  public static <K extends @Nullable Object> Combine.PerKey<K, Double, Double> doublesPerKey() {
    return Combine.perKey(ofDoubles());
  }

  /** The function that adds integers. */
  public static Combine.BinaryCombineIntegerFn ofIntegers() {
    return new SumIntegerFn();
  }

  /** The function that adds doubles. */
  public static Combine.BinaryCombineDoubleFn ofDoubles() {
    return new SumDoubleFn();
  }

  /** The function that adds longs. */
  public static Combine.BinaryCombineLongFn ofLongs() {
    return new SumLongFn();
  }

  private static final class SumIntegerFn extends Combine.BinaryCombineIntegerFn {
    private static final long serialVersionUID = 1;

    @Override
    public int apply(int left, int right) {
      return left + right;
    }

    @Override
    public int identity() {
      return 0;
    }
  }

  private static final class SumLongFn extends Combine.BinaryCombineLongFn {
    private static final long serialVersionUID = 1;

    @Override
    public long apply(long left, long right) {
      return left + right;
    }

    @Override
    public long identity() {
      return 0;
    }
  }

  private static final class SumDoubleFn extends Combine.BinaryCombineDoubleFn {
    private static final long serialVersionUID = 1;

    @Override
    public double apply(double left, double right) {
      return left + right;
    }

    @Override
    public double identity() {
      return 0;
    }
  }
}
