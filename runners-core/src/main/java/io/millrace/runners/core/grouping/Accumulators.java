package io.millrace.runners.core.grouping;

import org.jspecify.annotations.Nullable;

/**
 * How accumulators come to be and become one.
 *
 * <p>What a method returns takes the place of the accumulators that it was given; they may be
 * changed and returned. What a method throws reaches the caller of the table as it is.
 *
 * @param <InputT> the type of the values
 * @param <AccumT> the type of the accumulators
 */
public interface Accumulators<InputT extends @Nullable Object, AccumT extends @Nullable Object> {

  /** One that stands for no value. */
  AccumT create();

  /** Adds a value. */
  AccumT add(AccumT accumulator, InputT input);

  /** One for two; {@code accumulator} came first. */
  AccumT merge(AccumT accumulator, AccumT other);

  /**
   * A smaller form of the same, if there is one; called before an accumulator is sent or spilled.
   */
  AccumT compact(AccumT accumulator);
}
