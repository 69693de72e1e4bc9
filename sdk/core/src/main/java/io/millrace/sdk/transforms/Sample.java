package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.transforms.Combine.Holder;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A few of many elements.
 *
 * <p>{@code any...} takes what comes first. The others draw at random, without replacement, each
 * element with the same probability. Their randomness is a hash of the element's {@code hashCode}
 * (of its content, for arrays) and of how many elements were drawn from before: the same elements
 * in the same order and grouping give the same sample, so that work that is repeated after a
 * failure gives what it gave before. Another order gives another sample.
 */
public final class Sample {

  private Sample() {}

  /**
   * The function that draws {@code sampleSize} values at random, or all if there are fewer.
   *
   * @throws IllegalArgumentException if {@code sampleSize} is negative
   */
  public static <T extends @Nullable Object> Combine.CombineFn<T, ?, Iterable<T>> combineFn(
      int sampleSize) {
    return new FixedSizedSampleFn<>(sampleSize);
  }

  /**
   * The function that takes any {@code sampleSize} values, or all if there are fewer.
   *
   * @throws IllegalArgumentException if {@code sampleSize} is negative
   */
  public static <T extends @Nullable Object> Combine.CombineFn<T, ?, Iterable<T>> anyCombineFn(
      int sampleSize) {
    return new AnyFn<>(sampleSize);
  }

  /** The function that takes any one value; null of none. */
  public static <T extends @Nullable Object> Combine.CombineFn<T, ?, T> anyValueCombineFn() {
    return new AnyValueFn<>();
  }

  /**
   * Any {@code limit} elements of a window, or all if there are fewer. They pass through one task.
   *
   * @throws IllegalArgumentException if {@code limit} is negative or greater than {@link
   *     Integer#MAX_VALUE}
   */
  public static <T extends @Nullable Object> PTransform<PCollection<T>, PCollection<T>> any(
      long limit) {
    if (limit > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "A sample of "
              + limit
              + " elements does not fit into memory; the limit is "
              + Integer.MAX_VALUE);
    }
    return new Any<>((int) limit);
  }

  /**
   * {@code sampleSize} elements drawn at random, or all if there are fewer, as one iterable; empty
   * for an empty collection. In the global window.
   *
   * @throws IllegalArgumentException if {@code sampleSize} is negative
   */
  public static <T extends @Nullable Object>
      PTransform<PCollection<T>, PCollection<Iterable<T>>> fixedSizeGlobally(int sampleSize) {
    return Combine.globally(new FixedSizedSampleFn<T>(sampleSize));
  }

  /**
   * {@code sampleSize} values of each key drawn at random, or all if there are fewer.
   *
   * @throws IllegalArgumentException if {@code sampleSize} is negative
   */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      PTransform<PCollection<KV<K, V>>, PCollection<KV<K, Iterable<V>>>> fixedSizePerKey(
          int sampleSize) {
    return Combine.perKey(new FixedSizedSampleFn<V>(sampleSize));
  }

  private static int checked(int sampleSize) {
    if (sampleSize < 0) {
      throw new IllegalArgumentException(
          "A sample of " + sampleSize + " elements cannot be taken; give a number from 0 on");
    }
    return sampleSize;
  }

  private static final class Any<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<T>> {
    private final int limit;

    Any(int limit) {
      this.limit = checked(limit);
    }

    @Override
    public PCollection<T> expand(PCollection<T> input) {
      PCollection<Iterable<T>> sample =
          input.apply(Combine.globally(new AnyFn<T>(limit)).withoutDefaults());
      return sample.apply(Flatten.iterables());
    }

    @Override
    protected String getKindString() {
      return "Sample.any";
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.add(DisplayData.item("sampleSize", limit).withLabel("Sample size"));
    }
  }

  private static final class AnyFn<T extends @Nullable Object>
      extends Combine.CombineFn<T, List<T>, Iterable<T>> {
    private static final long serialVersionUID = 1;

    private final int limit;

    AnyFn(int limit) {
      this.limit = checked(limit);
    }

    @Override
    public List<T> createAccumulator() {
      return new ArrayList<>();
    }

    @Override
    public List<T> addInput(List<T> accumulator, T input) {
      if (accumulator.size() < limit) {
        accumulator.add(input);
      }
      return accumulator;
    }

    @Override
    public List<T> mergeAccumulators(Iterable<List<T>> accumulators) {
      List<T> merged = new ArrayList<>();
      for (List<T> accumulator : accumulators) {
        merged.addAll(accumulator.subList(0, Math.min(accumulator.size(), limit - merged.size())));
      }
      return merged;
    }

    @Override
    public Iterable<T> extractOutput(List<T> accumulator) {
      return new ArrayList<>(accumulator);
    }

    @Override
    public Coder<List<T>> getAccumulatorCoder(CoderRegistry registry, Coder<T> inputCoder) {
      return ListCoder.of(inputCoder);
    }

    @Override
    public Coder<Iterable<T>> getDefaultOutputCoder(CoderRegistry registry, Coder<T> inputCoder) {
      return IterableCoder.of(inputCoder);
    }
  }

  private static final class AnyValueFn<T extends @Nullable Object>
      extends Combine.CombineFn<T, Holder<T>, T> {
    private static final long serialVersionUID = 1;

    @Override
    public Holder<T> createAccumulator() {
      return new Holder<>();
    }

    @Override
    public Holder<T> addInput(Holder<T> accumulator, T input) {
      if (!accumulator.isPresent()) {
        accumulator.set(input);
      }
      return accumulator;
    }

    @Override
    public Holder<T> mergeAccumulators(Iterable<Holder<T>> accumulators) {
      Holder<T> merged = createAccumulator();
      for (Holder<T> accumulator : accumulators) {
        if (accumulator.isPresent()) {
          return addInput(merged, accumulator.get());
        }
      }
      return merged;
    }

    @Override
    @SuppressWarnings("NullAway") // null of no values, as documented
    public T extractOutput(Holder<T> accumulator) {
      return accumulator.isPresent() ? accumulator.get() : null;
    }

    @Override
    public Coder<Holder<T>> getAccumulatorCoder(CoderRegistry registry, Coder<T> inputCoder) {
      return new HolderCoder<>(inputCoder);
    }

    @Override
    public Coder<T> getDefaultOutputCoder(CoderRegistry registry, Coder<T> inputCoder) {
      return inputCoder;
    }
  }

  /**
   * The function behind {@link Sample#combineFn}.
   *
   * @param <T> the type of the values
   */
  public static class FixedSizedSampleFn<T extends @Nullable Object>
      extends Combine.CombineFn<T, Reservoir<T>, Iterable<T>> {
    private static final long serialVersionUID = 1;

    private final int sampleSize;

    private FixedSizedSampleFn(int sampleSize) {
      this.sampleSize = checked(sampleSize);
    }

    @Override
    public Reservoir<T> createAccumulator() {
      return new Reservoir<>(sampleSize);
    }

    @Override
    public Reservoir<T> addInput(Reservoir<T> accumulator, T input) {
      accumulator.draw(input);
      return accumulator;
    }

    @Override
    public Reservoir<T> mergeAccumulators(Iterable<Reservoir<T>> accumulators) {
      Reservoir<T> merged = createAccumulator();
      for (Reservoir<T> accumulator : accumulators) {
        merged.merge(accumulator);
      }
      return merged;
    }

    @Override
    public Iterable<T> extractOutput(Reservoir<T> accumulator) {
      return accumulator.sample();
    }

    @Override
    public Coder<Reservoir<T>> getAccumulatorCoder(CoderRegistry registry, Coder<T> inputCoder) {
      return new Reservoir.ReservoirCoder<>(sampleSize, inputCoder);
    }

    @Override
    public Coder<Iterable<T>> getDefaultOutputCoder(CoderRegistry registry, Coder<T> inputCoder) {
      return IterableCoder.of(inputCoder);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.add(DisplayData.item("sampleSize", sampleSize).withLabel("Sample size"));
    }
  }
}
