package io.millrace.sdk.state;

import org.jspecify.annotations.Nullable;

/** Makes {@link ReadableState}s. */
public final class ReadableStates {

  private ReadableStates() {}

  /** What needs no fetching. */
  public static <T extends @Nullable Object> ReadableState<T> immediate(T value) {
    return new Immediate<>(value);
  }

  private record Immediate<T extends @Nullable Object>(T value) implements ReadableState<T> {

    @Override
    public T read() {
      return value;
    }

    @Override
    public ReadableState<T> readLater() {
      return this;
    }
  }
}
