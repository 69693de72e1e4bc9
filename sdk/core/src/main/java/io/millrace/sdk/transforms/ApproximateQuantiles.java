package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.transforms.Combine.AccumulatingCombineFn;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values that divide all values, in their order, into parts of about the same size.
 *
 * <p>{@code numQuantiles} values come out: the least first, the greatest last, and the others at
 * equal distances between; 3 give minimum, median and maximum. Of no values, none come out.
 *
 * <p>Least and greatest are exact. Every other result stands, among all n values in their order, at
 * most &epsilon;n places from where it should be. That is certain, not only likely, for up to
 * {@linkplain ApproximateQuantilesCombineFn#withMaxInputSize a billion values}; after that,
 * &epsilon; grows by a tenth at most with each doubling. &epsilon; is 1/numQuantiles unless
 * {@linkplain ApproximateQuantilesCombineFn#withEpsilon given}. Real errors are smaller: of a
 * million random numbers in random order, none of 101 quantiles was more than 0.0011n places off,
 * where &epsilon; is 0.0099.
 *
 * <p>In memory are at most 2,900 values for the quartiles of a billion, and 41,000 for 101
 * quantiles. No randomness is involved: the same values in the same order and grouping give the
 * same result.
 */
public final class ApproximateQuantiles {

  private ApproximateQuantiles() {}

  /** The quantiles of each window, in the given order. */
  public static <T extends @Nullable Object, ComparatorT extends Comparator<T> & Serializable>
      PTransform<PCollection<T>, PCollection<List<T>>> globally(
          int numQuantiles, ComparatorT compareFn) {
    return Combine.globally(
        ApproximateQuantilesCombineFn.<T, ComparatorT>create(numQuantiles, compareFn));
  }

  /** The quantiles of each window, in natural order. */
  public static <T extends Comparable<T>> PTransform<PCollection<T>, PCollection<List<T>>> globally(
      int numQuantiles) {
    return Combine.globally(ApproximateQuantilesCombineFn.<T>create(numQuantiles));
  }

  /** The quantiles of the values of each key, in the given order. */
  public static <
          K extends @Nullable Object,
          V extends @Nullable Object,
          ComparatorT extends Comparator<V> & Serializable>
      PTransform<PCollection<KV<K, V>>, PCollection<KV<K, List<V>>>> perKey(
          int numQuantiles, ComparatorT compareFn) {
    return Combine.perKey(
        ApproximateQuantilesCombineFn.<V, ComparatorT>create(numQuantiles, compareFn));
  }

  /** The quantiles of the values of each key, in natural order. */
  public static <K extends @Nullable Object, V extends Comparable<V>>
      PTransform<PCollection<KV<K, V>>, PCollection<KV<K, List<V>>>> perKey(int numQuantiles) {
    return Combine.perKey(ApproximateQuantilesCombineFn.<V>create(numQuantiles));
  }

  /**
   * The function behind {@link ApproximateQuantiles}.
   *
   * @param <T> the type of the values
   * @param <ComparatorT> the type of the order
   */
  public static class ApproximateQuantilesCombineFn<
          T extends @Nullable Object, ComparatorT extends Comparator<T> & Serializable>
      extends AccumulatingCombineFn<T, QuantileState<T, ComparatorT>, List<T>> {
    private static final long serialVersionUID = 1;

    /** For how many values the error is bounded unless given. */
    public static final long DEFAULT_MAX_NUM_ELEMENTS = 1_000_000_000;

    private final int numQuantiles;
    private final ComparatorT compareFn;
    private final long maxNumElements;
    private final double epsilon;

    private ApproximateQuantilesCombineFn(
        int numQuantiles, ComparatorT compareFn, long maxNumElements, double epsilon) {
      if (numQuantiles < 2) {
        throw new IllegalArgumentException(
            numQuantiles + " quantiles are less than the least and the greatest value: ask for 2");
      }
      if (maxNumElements < 1) {
        throw new IllegalArgumentException(
            "The error cannot be bounded for " + maxNumElements + " values; give at least 1");
      }
      if (!(epsilon > 0 && epsilon < 1)) {
        throw new IllegalArgumentException(
            "The error must be between 0 and 1, as a part of all values, but is " + epsilon);
      }
      this.numQuantiles = numQuantiles;
      this.compareFn = compareFn;
      this.maxNumElements = maxNumElements;
      this.epsilon = epsilon;
    }

    /**
     * A function for quantiles in the given order.
     *
     * @throws IllegalArgumentException if {@code numQuantiles} is less than 2
     */
    public static <T extends @Nullable Object, ComparatorT extends Comparator<T> & Serializable>
        ApproximateQuantilesCombineFn<T, ComparatorT> create(
            int numQuantiles, ComparatorT compareFn) {
      return create(numQuantiles, compareFn, DEFAULT_MAX_NUM_ELEMENTS, 1.0 / numQuantiles);
    }

    /** A function for quantiles in natural order. */
    public static <T extends Comparable<T>> ApproximateQuantilesCombineFn<T, Top.Natural<T>> create(
        int numQuantiles) {
      return create(numQuantiles, new Top.Natural<T>());
    }

    /**
     * A function for quantiles in the given order, at most {@code epsilon} off for up to {@code
     * maxNumElements} values.
     *
     * @throws IllegalArgumentException if {@code numQuantiles} is less than 2, {@code
     *     maxNumElements} not positive, or {@code epsilon} not between 0 and 1
     */
    public static <T extends @Nullable Object, ComparatorT extends Comparator<T> & Serializable>
        ApproximateQuantilesCombineFn<T, ComparatorT> create(
            int numQuantiles, ComparatorT compareFn, long maxNumElements, double epsilon) {
      return new ApproximateQuantilesCombineFn<>(numQuantiles, compareFn, maxNumElements, epsilon);
    }

    /** The same with another error, as a part of all values. */
    public ApproximateQuantilesCombineFn<T, ComparatorT> withEpsilon(double epsilon) {
      return create(numQuantiles, compareFn, maxNumElements, epsilon);
    }

    /** The same with the error bounded for up to so many values. */
    public ApproximateQuantilesCombineFn<T, ComparatorT> withMaxInputSize(long maxNumElements) {
      return create(numQuantiles, compareFn, maxNumElements, epsilon);
    }

    @Override
    public QuantileState<T, ComparatorT> createAccumulator() {
      return new QuantileState<>(
          numQuantiles, compareFn, QuantileState.capacity(maxNumElements, epsilon));
    }

    @Override
    public Coder<QuantileState<T, ComparatorT>> getAccumulatorCoder(
        CoderRegistry registry, Coder<T> inputCoder) {
      return new QuantileStateCoder<>(
          numQuantiles, compareFn, QuantileState.capacity(maxNumElements, epsilon), inputCoder);
    }

    @Override
    public Coder<List<T>> getDefaultOutputCoder(CoderRegistry registry, Coder<T> inputCoder) {
      return ListCoder.of(inputCoder);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .add(DisplayData.item("numQuantiles", numQuantiles).withLabel("Number of quantiles"))
          .add(DisplayData.item("comparer", compareFn.getClass()).withLabel("Order"))
          .add(DisplayData.item("epsilon", epsilon).withLabel("Greatest error"));
    }
  }
}
