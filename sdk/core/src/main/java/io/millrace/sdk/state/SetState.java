package io.millrace.sdk.state;

import org.jspecify.annotations.Nullable;

/**
 * Values, each of them once; two are the same if their encoded forms are.
 *
 * @param <T> the type of the values
 */
public interface SetState<T extends @Nullable Object> extends GroupingState<T, Iterable<T>> {

  /** Whether the value is there now; later changes do not change the answer. */
  ReadableState<Boolean> contains(T t);

  /** Adds the value; reads whether it was not there before. Adds it even if nobody reads that. */
  ReadableState<Boolean> addIfAbsent(T t);

  /** Removes the value, if it is there. */
  void remove(T t);

  @Override
  SetState<T> readLater();
}
