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

  /**
   * The timestamp of the first value from {@code minTimestamp} on, or null if there is none.
   * Cheaper than to read the values.
   */
  default @Nullable Instant firstTimestampFrom(Instant minTimestamp) {
    for (TimestampedValue<T> value : read()) {
      if (!value.getTimestamp().isBefore(minTimestamp)) {
        return value.getTimestamp();
      }
    }
    return null;
  }

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
