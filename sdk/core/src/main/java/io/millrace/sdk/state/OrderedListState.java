package io.millrace.sdk.state;

import io.millrace.sdk.values.TimestampedValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Values in order of their timestamps, of which a range of time can be read or removed without
 * touching the others. Values of one timestamp are kept apart, in the order in which they came.
 *
 * @param <T> the type of the values
 */
public interface OrderedListState<T extends @Nullable Object>
    extends GroupingState<TimestampedValue<T>, Iterable<TimestampedValue<T>>> {

  /** The values from {@code minTimestamp} on and before {@code limitTimestamp}. */
  Iterable<TimestampedValue<T>> readRange(Instant minTimestamp, Instant limitTimestamp);

  /** Removes the values from {@code minTimestamp} on and before {@code limitTimestamp}. */
  void clearRange(Instant minTimestamp, Instant limitTimestamp);

  /**
   * Says that {@link #readRange} of this range will follow.
   *
   * @return this
   */
  OrderedListState<T> readRangeLater(Instant minTimestamp, Instant limitTimestamp);

  @Override
  OrderedListState<T> readLater();
}
