package io.millrace.sdk.state;

import org.jspecify.annotations.Nullable;

/**
 * One value, or none.
 *
 * @param <T> the type of the value
 */
public interface ValueState<T extends @Nullable Object> extends ReadableState<@Nullable T>, State {

  /** Replaces the value. */
  void write(T input);

  /** The value written last, or null if none was. */
  @Override
  @SuppressWarnings("NullAway") // the supertype's argument says that it may be null
  @Nullable T read();

  @Override
  ValueState<T> readLater();
}
