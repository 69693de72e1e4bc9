package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.display.DisplayData;
import java.io.Serializable;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The greatest of many values.
 *
 * <p>Of doubles, NaN is the greatest if it is among them, and -0.0 is less than 0.0, as in {@link
 * Math#max}. Of values that an order holds for equal, it is open which one comes out. An empty
 * collection in the global window gives what the function calls its identity: for numbers the least
 * there is, for other values nothing can be given, so that the transform fails; say {@code
 * withoutDefaults()} if that can happen.
 */
public final class Max {

  private Max() {}

  /** The greatest integer of a window; of none, {@link Integer#MIN_VALUE}. */
  public static Combine.Globally<Integer, Integer> integersGlobally() {
    return Combine.globally(ofIntegers());
  }

  /** The greatest integer of each key. */
  public static <K extends @Nullable Object> Combine.PerKey<K, Integer, Integer> integersPerKey() {
    return Combine.perKey(ofIntegers());
  }

  /** The greatest long of a window; of none, {@link Long#MIN_VALUE}. */
  public static Combine.Globally<Long, Long> longsGlobally() {
    return Combine.globally(ofLongs());
  }

  /** The greatest long of each key. */
  public static <K extends @Nullable Object> Combine.PerKey<K, Long, Long> longsPerKey() {
    return Combine.perKey(ofLongs());
  }

  /** The greatest double of a window; of none, {@link Double#NEGATIVE_INFINITY}. */
  public static Combine.Globally<Double, Double> doublesGlobally() {
    return Combine.globally(ofDoubles());
  }

  /** The greatest double of each key. */
  public static <K extends @Nullable Object> Combine.PerKey<K, Double, Double> doublesPerKey() {
    return Combine.perKey(ofDoubles());
  }

  /** The function for integers. */
  public static Combine.BinaryCombineIntegerFn ofIntegers() {
    return new MaxIntegerFn();
  }

  /** The function for longs. */
  public static Combine.BinaryCombineLongFn ofLongs() {
    return new MaxLongFn();
  }

  /** The function for doubles. */
  public static Combine.BinaryCombineDoubleFn ofDoubles() {
    return new MaxDoubleFn();
  }

  /** The function for values in the given order; {@code identity} takes part, or comes of none. */
  public static <
          T extends @Nullable Object, ComparatorT extends Comparator<? super T> & Serializable>
      Combine.BinaryCombineFn<T> of(T identity, ComparatorT comparator) {
    return new MaxFn<T>(identity, comparator);
  }

  /** The function for values in the given order. */
  public static <
          T extends @Nullable Object, ComparatorT extends Comparator<? super T> & Serializable>
      Combine.BinaryCombineFn<T> of(ComparatorT comparator) {
    return new MaxFn<T>(null, comparator);
  }

  /** The function for values in natural order; {@code identity} takes part, or comes of none. */
  public static <T extends Comparable<? super T>> Combine.BinaryCombineFn<T> naturalOrder(
      T identity) {
    return new MaxFn<T>(identity, new Top.Natural<T>());
  }

  /** The function for values in natural order. */
  public static <T extends Comparable<? super T>> Combine.BinaryCombineFn<T> naturalOrder() {
    return new MaxFn<T>(null, new Top.Natural<T>());
  }

  /** The greatest value of a window, in natural order. */
  public static <T extends Comparable<? super T>> Combine.Globally<T, T> globally() {
    return Combine.globally(Max.<T>naturalOrder());
  }

  /** The greatest value of each key, in natural order. */
  public static <K extends @Nullable Object, T extends Comparable<? super T>>
      Combine.PerKey<K, T, T> perKey() {
    return Combine.perKey(Max.<T>naturalOrder());
  }

  /** The greatest value of a window, in the given order. */
  public static <
          T extends @Nullable Object, ComparatorT extends Comparator<? super T> & Serializable>
      Combine.Globally<T, T> globally(ComparatorT comparator) {
    return Combine.globally(Max.<T, ComparatorT>of(comparator));
  }

  /** The greatest value of each key, in the given order. */
  public static <
          K, T extends @Nullable Object, ComparatorT extends Comparator<? super T> & Serializable>
      Combine.PerKey<K, T, T> perKey(ComparatorT comparator) {
    return Combine.perKey(Max.<T, ComparatorT>of(comparator));
  }

  private static final class MaxIntegerFn extends Combine.BinaryCombineIntegerFn {
    private static final long serialVersionUID = 1;

    @Override
    public int apply(int left, int right) {
      return Math.max(left, right);
    }

    @Override
    public int identity() {
      return Integer.MIN_VALUE;
    }
  }

  private static final class MaxLongFn extends Combine.BinaryCombineLongFn {
    private static final long serialVersionUID = 1;

    @Override
    public long apply(long left, long right) {
      return Math.max(left, right);
    }

    @Override
    public long identity() {
      return Long.MIN_VALUE;
    }
  }

  private static final class MaxDoubleFn extends Combine.BinaryCombineDoubleFn {
    private static final long serialVersionUID = 1;

    @Override
    public double apply(double left, double right) {
      return Math.max(left, right);
    }

    @Override
    public double identity() {
      return Double.NEGATIVE_INFINITY;
    }
  }

  private static final class MaxFn<T extends @Nullable Object> extends Combine.BinaryCombineFn<T> {
    private static final long serialVersionUID = 1;

    private final @Nullable T identity;
    private final Comparator<? super T> comparator;

    <ComparatorT extends Comparator<? super T> & Serializable> MaxFn(
        @Nullable T identity, ComparatorT comparator) {
      this.identity = identity;
      this.comparator = comparator;
    }

    @Override
    public @Nullable T identity() {
      return identity;
    }

    @Override
    public T apply(T left, T right) {
      return comparator.compare(left, right) >= 0 ? left : right;
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.add(DisplayData.item("comparer", comparator.getClass()).withLabel("Order"));
    }
  }
}
