package io.millrace.sdk.state;

import io.millrace.sdk.transforms.Combine;
import org.jspecify.annotations.Nullable;

/**
 * Values that a {@link Combine.CombineFn} has combined into one accumulator.
 *
 * @param <InputT> the type of the values
 * @param <AccumT> the type of the accumulator
 * @param <OutputT> the type of the result
 */
public interface CombiningState<
        InputT extends @Nullable Object,
        AccumT extends @Nullable Object,
        OutputT extends @Nullable Object>
    extends GroupingState<InputT, OutputT> {

  /** The result for the values so far; for none, what a new accumulator gives. */
  @Override
  OutputT read();

  /** The accumulator. Must not be changed. */
  AccumT getAccum();

  /** Merges an accumulator into the one that is here. It must not be used afterwards. */
  void addAccum(AccumT accum);

  /** Merges accumulators into one, without touching the cell. The first may be changed. */
  AccumT mergeAccumulators(Iterable<AccumT> accumulators);

  @Override
  CombiningState<InputT, AccumT, OutputT> readLater();
}
