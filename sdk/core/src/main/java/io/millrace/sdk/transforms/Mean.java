package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.DoubleCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.transforms.Combine.AccumulatingCombineFn;
import io.millrace.sdk.transforms.Combine.AccumulatingCombineFn.Accumulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic mean of numbers, as a double. The mean of none is NaN.
 *
 * <p>Numbers are added up as doubles, in an order that differs from run to run, and so may the last
 * digits of the result.
 */
public final class Mean {

  private Mean() {}

  /** The mean of all numbers of a window. */
  public static <NumT extends Number> Combine.Globally<NumT, Double> globally() {
    return Combine.globally(Mean.<NumT>of());
  }

  /** The mean of the numbers of each key. */
  public static <K extends @Nullable Object, NumT extends Number>
      Combine.PerKey<K, NumT, Double> perKey() {
    return Combine.perKey(Mean.<NumT>of());
  }

  /** The function for means. */
  public static <NumT extends Number> AccumulatingCombineFn<NumT, CountSum<NumT>, Double> of() {
    return new MeanFn<>();
  }

  private static final class MeanFn<NumT extends Number>
      extends AccumulatingCombineFn<NumT, CountSum<NumT>, Double> {
    private static final long serialVersionUID = 1;

    @Override
    public CountSum<NumT> createAccumulator() {
      return new CountSum<>(0, 0);
    }

    @Override
    public Coder<CountSum<NumT>> getAccumulatorCoder(
        CoderRegistry registry, Coder<NumT> inputCoder) {
      return new CountSumCoder<>();
    }

    @Override
    public Coder<Double> getDefaultOutputCoder(CoderRegistry registry, Coder<NumT> inputCoder) {
      return DoubleCoder.of();
    }
  }

  /** How many numbers there are, and their sum. Not thread-safe. */
  static final class CountSum<NumT extends Number>
      implements Accumulator<NumT, CountSum<NumT>, Double> {

    private long count;
    private double sum;

    CountSum(long count, double sum) {
      this.count = count;
      this.sum = sum;
    }

    @Override
    public void addInput(NumT number) {
      count++;
      sum += number.doubleValue();
    }

    @Override
    public void mergeAccumulator(CountSum<NumT> other) {
      count += other.count;
      sum += other.sum;
    }

    @Override
    public Double extractOutput() {
      return count == 0 ? Double.NaN : sum / count;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof CountSum<?> that
          && count == that.count
          && Double.compare(sum, that.sum) == 0;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(count) * 31 + Double.hashCode(sum);
    }

    @Override
    public String toString() {
      return count + " numbers with the sum " + sum;
    }
  }

  /** A coder of {@link CountSum}: the count, then the sum. */
  static final class CountSumCoder<NumT extends Number> extends AtomicCoder<CountSum<NumT>> {
    private static final long serialVersionUID = 1;

    @Override
    public void encode(CountSum<NumT> value, OutputStream outStream) throws IOException {
      VarLongCoder.of().encode(value.count, outStream);
      DoubleCoder.of().encode(value.sum, outStream);
    }

    @Override
    public CountSum<NumT> decode(InputStream inStream) throws IOException {
      long count = VarLongCoder.of().decode(inStream);
      return new CountSum<>(count, DoubleCoder.of().decode(inStream));
    }
  }
}
