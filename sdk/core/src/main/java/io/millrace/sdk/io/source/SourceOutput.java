package io.millrace.sdk.io.source;

import java.time.Instant;
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
   * @throws IllegalArgumentException if that is outside of event time; the pipeline fails then
   */
  void output(T element, long timestampMillis);

  /**
   * Takes an element.
   *
   * @param timestamp its event time
   * @throws IllegalArgumentException if that is null or outside of event time
   */
  default void output(T element, Instant timestamp) {
    output(element, Timestamps.millis(element, timestamp));
  }
}
