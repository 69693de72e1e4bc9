package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * About how many different elements there are.
 *
 * <p>The memory that it takes is small and fixed: 2<sup>precision</sup> bytes, for each key at
 * most. The count is exact up to an eighth of that number, and then has a standard error of
 * 0.782/&radic;2<sup>precision</sup>. With the precision of 12 that is the default these are 4096
 * bytes, 512 elements and 1.2%: the count is off by more than 2.4% once in 20 times, by more than
 * 3.7% once in 300 times.
 *
 * <p>Elements are the same if their encoded forms are, so their coder must be deterministic. The
 * result depends on which elements there are and on nothing else: neither on their order nor on how
 * often they come. (UltraLogLog, Ertl 2024; over 64-bit hashes.)
 */
public final class ApproximateCountDistinct {

  private static final int MIN_PRECISION = 4;
  private static final int DEFAULT_PRECISION = 12;
  private static final int MAX_PRECISION = 20;

  /** The standard error is this, divided by the root of the number of registers. */
  private static final double ERROR_OF_ONE_REGISTER = 0.782;

  private ApproximateCountDistinct() {}

  /** The number of different elements of each window; 0 for an empty one in the global window. */
  public static <T extends @Nullable Object> Globally<T> globally() {
    return new Globally<>(DEFAULT_PRECISION);
  }

  /** The number of different values of each key. */
  public static <K extends @Nullable Object, V extends @Nullable Object> PerKey<K, V> perKey() {
    return new PerKey<>(DEFAULT_PRECISION);
  }

  /**
   * The function for elements with the given coder, with the default precision.
   *
   * @throws IllegalArgumentException if the coder is not deterministic
   */
  public static <T extends @Nullable Object> Combine.CombineFn<T, ?, Long> combineFn(
      Coder<T> coder) {
    return combineFn(coder, DEFAULT_PRECISION);
  }

  /**
   * The function for elements with the given coder.
   *
   * @param precision from 4 to 20
   * @throws IllegalArgumentException if that is out of range, or the coder is not deterministic
   */
  public static <T extends @Nullable Object> Combine.CombineFn<T, ?, Long> combineFn(
      Coder<T> coder, int precision) {
    return new CountDistinctFn<>("ApproximateCountDistinct.combineFn", coder, checked(precision));
  }

  private static int checked(int precision) {
    if (precision < MIN_PRECISION || precision > MAX_PRECISION) {
      throw new IllegalArgumentException(
          String.format(
              "The precision must be from %d to %d, but is %d",
              MIN_PRECISION, MAX_PRECISION, precision));
    }
    return precision;
  }

  private static int precisionFor(double maximumEstimationError) {
    for (int precision = MIN_PRECISION; precision <= MAX_PRECISION; precision++) {
      if (2 * standardError(precision) <= maximumEstimationError) {
        return precision;
      }
    }
    throw new IllegalArgumentException(
        String.format(
            "An estimation error of at most %s cannot be promised; the least is %.4f",
            maximumEstimationError, 2 * standardError(MAX_PRECISION)));
  }

  private static double standardError(int precision) {
    return ERROR_OF_ONE_REGISTER / Math.sqrt(1 << precision);
  }

  /**
   * See {@link ApproximateCountDistinct#globally}.
   *
   * @param <T> the type of the elements
   */
  public static final class Globally<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<Long>> {

    private final int precision;

    private Globally(int precision) {
      this.precision = precision;
    }

    /**
     * The same with 2<sup>precision</sup> bytes.
     *
     * @param precision from 4 to 20
     * @throws IllegalArgumentException if that is out of range
     */
    public Globally<T> withPrecision(int precision) {
      return new Globally<>(checked(precision));
    }

    /**
     * The same with as many bytes as it takes to be off by no more than this part of the result 19
     * times in 20.
     *
     * @param maximumEstimationError at least 0.0016
     * @throws IllegalArgumentException if it is less
     */
    public Globally<T> withMaximumEstimationError(double maximumEstimationError) {
      return new Globally<>(precisionFor(maximumEstimationError));
    }

    @Override
    public PCollection<Long> expand(PCollection<T> input) {
      Combine.Globally<T, Long> combine =
          Combine.globally(new CountDistinctFn<>(getName(), input.getCoder(), precision));
      return input.apply(
          input.getWindowingStrategy().getWindowFn() instanceof GlobalWindows
              ? combine
              : combine.withoutDefaults());
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.add(DisplayData.item("precision", precision).withLabel("Precision"));
    }
  }

  /**
   * See {@link ApproximateCountDistinct#perKey}.
   *
   * @param <K> the type of the keys
   * @param <V> the type of the values
   */
  public static final class PerKey<K extends @Nullable Object, V extends @Nullable Object>
      extends PTransform<PCollection<KV<K, V>>, PCollection<KV<K, Long>>> {

    private final int precision;

    private PerKey(int precision) {
      this.precision = precision;
    }

    /** As {@link Globally#withPrecision}. */
    public PerKey<K, V> withPrecision(int precision) {
      return new PerKey<>(checked(precision));
    }

    /** As {@link Globally#withMaximumEstimationError}. */
    public PerKey<K, V> withMaximumEstimationError(double maximumEstimationError) {
      return new PerKey<>(precisionFor(maximumEstimationError));
    }

    @Override
    public PCollection<KV<K, Long>> expand(PCollection<KV<K, V>> input) {
      GroupByKey.verifyGroupable(getName(), input);
      Coder<V> coder = ((KvCoder<K, V>) input.getCoder()).getValueCoder();
      return input.apply(Combine.perKey(new CountDistinctFn<>(getName(), coder, precision)));
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.add(DisplayData.item("precision", precision).withLabel("Precision"));
    }
  }

  private static final class CountDistinctFn<T extends @Nullable Object>
      extends Combine.CombineFn<T, DistinctSketch, Long> {
    private static final long serialVersionUID = 1;

    private final Coder<T> coder;
    private final int precision;

    CountDistinctFn(String transform, Coder<T> coder, int precision) {
      try {
        coder.verifyDeterministic();
      } catch (Coder.NonDeterministicException e) {
        throw new IllegalArgumentException(
            transform
                + " cannot tell which elements are the same, because their coder may encode equal"
                + " ones differently. "
                + e.getMessage()
                + " Set a deterministic coder.",
            e);
      }
      this.coder = coder;
      this.precision = precision;
    }

    @Override
    public DistinctSketch createAccumulator() {
      return new DistinctSketch(precision);
    }

    @Override
    public DistinctSketch addInput(DistinctSketch accumulator, T input) {
      EncodeBuffer buffer = new EncodeBuffer();
      try {
        coder.encode(input, buffer);
      } catch (IOException e) {
        throw new IllegalArgumentException("Cannot encode an element: " + e.getMessage(), e);
      }
      accumulator.add(buffer.array(), buffer.length());
      return accumulator;
    }

    @Override
    public DistinctSketch mergeAccumulators(Iterable<DistinctSketch> accumulators) {
      DistinctSketch merged = null;
      for (DistinctSketch accumulator : accumulators) {
        if (merged == null) {
          merged = accumulator;
        } else {
          merged.merge(accumulator);
        }
      }
      return merged == null ? createAccumulator() : merged;
    }

    @Override
    public Long extractOutput(DistinctSketch accumulator) {
      return accumulator.estimate();
    }

    @Override
    public Coder<DistinctSketch> getAccumulatorCoder(CoderRegistry registry, Coder<T> inputCoder) {
      return new DistinctSketch.DistinctSketchCoder(precision);
    }

    @Override
    public Coder<Long> getDefaultOutputCoder(CoderRegistry registry, Coder<T> inputCoder) {
      return VarLongCoder.of();
    }
  }
}
