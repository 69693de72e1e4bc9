package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.CustomCoder;
import io.millrace.sdk.util.VarInt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Counts how often each of a few numbers, from 0 on, occurs. */
final class CountsFn extends Combine.CombineFn<Integer, long[], long[]> {

  private static final long serialVersionUID = 1;

  private final int numbers;

  CountsFn(int numbers) {
    this.numbers = numbers;
  }

  @Override
  public long[] createAccumulator() {
    return new long[numbers];
  }

  @Override
  public long[] addInput(long[] counts, Integer number) {
    counts[number]++;
    return counts;
  }

  @Override
  public long[] mergeAccumulators(Iterable<long[]> accumulators) {
    long[] sums = createAccumulator();
    for (long[] counts : accumulators) {
      for (int i = 0; i < numbers; i++) {
        sums[i] += counts[i];
      }
    }
    return sums;
  }

  @Override
  public long[] extractOutput(long[] counts) {
    return counts.clone();
  }

  @Override
  public Coder<long[]> getAccumulatorCoder(CoderRegistry registry, Coder<Integer> inputCoder) {
    return new CountsCoder(numbers);
  }

  @Override
  public Coder<long[]> getDefaultOutputCoder(CoderRegistry registry, Coder<Integer> inputCoder) {
    return new CountsCoder(numbers);
  }

  /** A fixed number of counts, one after the other. */
  private static final class CountsCoder extends CustomCoder<long[]> {

    private static final long serialVersionUID = 1;

    private final int size;

    CountsCoder(int size) {
      this.size = size;
    }

    @Override
    public void encode(long[] counts, OutputStream outStream) throws IOException {
      for (long count : counts) {
        VarInt.encode(count, outStream);
      }
    }

    @Override
    public long[] decode(InputStream inStream) throws IOException {
      long[] counts = new long[size];
      for (int i = 0; i < size; i++) {
        counts[i] = VarInt.decodeLong(inStream);
      }
      return counts;
    }

    @Override
    public void verifyDeterministic() {}

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof CountsCoder that && size == that.size;
    }

    @Override
    public int hashCode() {
      return size;
    }
  }
}
