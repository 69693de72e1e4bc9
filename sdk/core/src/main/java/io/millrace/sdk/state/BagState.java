package io.millrace.sdk.state;

import org.jspecify.annotations.Nullable;

/**
 * Any number of values, in no particular order; equal ones are kept apart.
 *
 * @param <T> the type of the values
 */
public interface BagState<T extends @Nullable Object> extends GroupingState<T, Iterable<T>> {

  /**
   * The values. They need not fit into memory, and can be iterated again and again until the cell
   * is changed.
   */
  @Override
  Iterable<T> read();

  @Override
  BagState<T> readLater();
}
