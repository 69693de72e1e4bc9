package io.millrace.sdk.io.source;

import org.jspecify.annotations.Nullable;

/**
 * Takes the elements of a reader.
 *
 * @param <T> the type of the elements
 */
public interface SourceOutput<T extends @Nullable Object> {

  /** Takes an element without a time of its own; it is put at the beginning of time. */
  void output(T element);

  /**
   * Takes an element.
   *
   * @param timestampMillis its event time, in milliseconds after the epoch
   */
  void output(T element, long timestampMillis);
}
