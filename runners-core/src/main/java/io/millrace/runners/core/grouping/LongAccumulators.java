package io.millrace.runners.core.grouping;

import org.jspecify.annotations.Nullable;

/**
 * Accumulators that are one {@code long} each: tables keep them unboxed and call the methods on
 * {@code long}s.
 *
 * @param <InputT> the type of the values
 */
public interface LongAccumulators<InputT extends @Nullable Object>
    extends Accumulators<InputT, Long> {

  /** The accumulator that stands for no value. */
  long identity();

  /** Adds a value. */
  long add(long accumulator, InputT input);

  /** One accumulator for two. */
  long merge(long accumulator, long other);

  @Override
  default Long create() {
    return identity();
  }

  @Override
  default Long add(Long accumulator, InputT input) {
    return add(accumulator.longValue(), input);
  }

  @Override
  default Long merge(Long accumulator, Long other) {
    return merge(accumulator.longValue(), other.longValue());
  }

  @Override
  default Long compact(Long accumulator) {
    return accumulator;
  }
}
