package io.millrace.sdk.transforms.windowing;

import java.time.Instant;

/**
 * A finite grouping of elements in event time, known by its last instant.
 *
 * <p>Subclasses are immutable and define {@code equals} and {@code hashCode}: two windows that are
 * equal are the same window. Event time has millisecond granularity.
 */
public abstract class BoundedWindow {

  /** The smallest timestamp an element can have: {@code Long.MIN_VALUE} microseconds. */
  public static final Instant TIMESTAMP_MIN_VALUE = Instant.ofEpochMilli(Long.MIN_VALUE / 1000);

  /** The largest timestamp an element can have: {@code Long.MAX_VALUE} microseconds. */
  public static final Instant TIMESTAMP_MAX_VALUE = Instant.ofEpochMilli(Long.MAX_VALUE / 1000);

  /** The last instant that belongs to this window. */
  public abstract Instant maxTimestamp();

  /**
   * {@link #maxTimestamp()} in milliseconds after the epoch, for callers that must not allocate.
   */
  public long maxTimestampMillis() {
    return maxTimestamp().toEpochMilli();
  }

  /** The timestamp for people: ISO-8601, with the name of the limit where it is one. */
  public static String formatTimestamp(Instant timestamp) {
    if (timestamp.equals(TIMESTAMP_MIN_VALUE)) {
      return timestamp + " (TIMESTAMP_MIN_VALUE)";
    }
    if (timestamp.equals(TIMESTAMP_MAX_VALUE)) {
      return timestamp + " (TIMESTAMP_MAX_VALUE)";
    }
    if (timestamp.equals(GlobalWindow.INSTANCE.maxTimestamp())) {
      return timestamp + " (end of global window)";
    }
    return timestamp.toString();
  }

  /**
   * Checks that a timestamp lies between the two limits, both included.
   *
   * @throws IllegalArgumentException if it does not
   */
  public static void validateTimestampBounds(Instant timestamp) {
    if (timestamp.isBefore(TIMESTAMP_MIN_VALUE) || timestamp.isAfter(TIMESTAMP_MAX_VALUE)) {
      throw new IllegalArgumentException(
          "The timestamp "
              + timestamp
              + " is outside of event time, which goes from "
              + TIMESTAMP_MIN_VALUE
              + " to "
              + TIMESTAMP_MAX_VALUE
              + ". It counts milliseconds: give it in that unit, and leave out or mend elements"
              + " without a sensible time");
    }
  }
}
