package io.millrace.sdk.state;

import org.jspecify.annotations.Nullable;

/**
 * State that is added to piece by piece, without being read.
 *
 * @param <InputT> the type of what is added
 * @param <OutputT> the type of what is read
 */
public interface GroupingState<InputT extends @Nullable Object, OutputT extends @Nullable Object>
    extends ReadableState<OutputT>, State {

  /** Adds a piece. */
  void add(InputT value);

  /** Whether nothing was added since the cell was cleared. Cheaper than {@link #read}. */
  ReadableState<Boolean> isEmpty();

  @Override
  GroupingState<InputT, OutputT> readLater();
}
