package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.VarLongCoder;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Combine.CombineFn} whose accumulator is one {@code long}: engines keep it unboxed and
 * call only the methods on {@code long}s.
 *
 * @param <InputT> the type of the values
 * @param <OutputT> the type of the result
 */
public abstract class LongCombineFn<
        InputT extends @Nullable Object, OutputT extends @Nullable Object>
    extends Combine.CombineFn<InputT, Long, OutputT> {

  private static final long serialVersionUID = 1;

  /** The accumulator that stands for no value. */
  public abstract long initial();

  /** Adds a value. */
  public abstract long add(long accumulator, InputT input);

  /** One accumulator for two. */
  public abstract long merge(long accumulator, long other);

  /** The result. */
  public abstract OutputT output(long accumulator);

  @Override
  public final Long createAccumulator() {
    return initial();
  }

  @Override
  public final Long addInput(Long accumulator, InputT input) {
    return add(accumulator, input);
  }

  @Override
  public final Long mergeAccumulators(Iterable<Long> accumulators) {
    long result = initial();
    for (long accumulator : accumulators) {
      result = merge(result, accumulator);
    }
    return result;
  }

  @Override
  public final OutputT extractOutput(Long accumulator) {
    return output(accumulator);
  }

  @Override
  public final Coder<Long> getAccumulatorCoder(CoderRegistry registry, Coder<InputT> inputCoder) {
    return VarLongCoder.of();
  }
}
