package io.millrace.sdk.state;

import org.jspecify.annotations.Nullable;

/**
 * Something that can be read from state, perhaps only once it has been fetched. Not thread-safe.
 *
 * @param <T> the type of what is read
 */
public interface ReadableState<T extends @Nullable Object> {

  /** What is there now, fetched first if need be. Must not be changed. */
  T read();

  /**
   * Says that {@link #read} will follow, so that several cells can be fetched at once.
   *
   * @return this
   */
  ReadableState<T> readLater();
}
