package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The accumulators. What a function throws goes through, and leaves the row as it was. */
abstract class AccumulatorColumn<InputT extends @Nullable Object, AccumT extends @Nullable Object>
    extends Column {

  @SuppressWarnings("unchecked") // LongAccumulators are Accumulators of Long
  static <InputT extends @Nullable Object, AccumT extends @Nullable Object>
      AccumulatorColumn<InputT, AccumT> of(CombineSpec<?, InputT, AccumT> spec) {
    if (spec.accumulators() instanceof LongAccumulators<?> longs) {
      return (AccumulatorColumn<InputT, AccumT>)
          new LongColumn<>((LongAccumulators<InputT>) longs, (Coder<Long>) spec.accumulatorCoder());
    }
    return new ObjectColumn<>(spec.accumulators(), spec.accumulatorCoder());
  }

  /** Puts an accumulator of one value into a new row. */
  abstract void first(int row, InputT input);

  /** Adds a value to a row. */
  abstract void add(int row, InputT input);

  /** Puts an accumulator into a new row. */
  abstract void put(int row, AccumT accumulator);

  /** Merges an accumulator into a row. */
  abstract void merge(int row, AccumT accumulator);

  /** Moves an accumulator from one row into another. */
  abstract void move(int from, int to);

  abstract AccumT get(int row);

  /** Compacts an accumulator, which stays where it is. */
  abstract AccumT compacted(int row);

  abstract void encode(int row, EncodeBuffer out) throws IOException;
}
