package io.millrace.sdk.transforms.windowing;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** Arithmetic on event time in milliseconds that never leaves its limits. */
final class EventTime {

  static final long MIN = Long.MIN_VALUE / 1000;
  static final long MAX = Long.MAX_VALUE / 1000;

  /** One tick past the last instant of the global window: no window ends later. */
  static final long LAST_END = MAX - Duration.ofDays(1).toMillis() + 1;

  private EventTime() {}

  /** The start of the period that holds the timestamp, also when the timestamp is negative. */
  static long floor(long timestamp, long period, long offset) {
    return timestamp - Math.floorMod(timestamp - offset, period);
  }

  /** A window that keeps to the limits of event time. */
  static IntervalWindow window(long start, long size) {
    return between(start, start + size);
  }

  /** A window that keeps to the limits of event time. */
  static IntervalWindow between(long start, long end) {
    return IntervalWindow.ofMillis(Math.max(start, MIN), Math.min(end, LAST_END));
  }

  /** A timestamp past the end of the global window belongs to the last windows there are. */
  static long clamp(long timestamp) {
    return Math.max(MIN, Math.min(timestamp, LAST_END - 1));
  }

  /** The length of a positive duration in whole milliseconds. */
  static long positive(Duration duration, String what) {
    long millis = millis(duration, what);
    if (millis <= 0) {
      throw new IllegalArgumentException(what + " must be positive, but is " + duration);
    }
    return millis;
  }

  /** The length of a duration of at least zero in whole milliseconds. */
  static long notNegative(Duration duration, String what) {
    long millis = millis(duration, what);
    if (millis < 0) {
      throw new IllegalArgumentException(what + " must not be negative, but is " + duration);
    }
    return millis;
  }

  /** The length of an offset into a period. */
  static long offset(Duration offset, long period, String what) {
    long millis = millis(offset, what);
    if (millis < 0 || millis >= period) {
      throw new IllegalArgumentException(
          what
              + " must be at least zero and less than "
              + Duration.ofMillis(period)
              + ", but is "
              + offset);
    }
    return millis;
  }

  private static long millis(Duration duration, String what) {
    if (duration.compareTo(Duration.ofMillis(MAX - MIN)) > 0) {
      throw new IllegalArgumentException(what + " is longer than event time: " + duration);
    }
    if (!duration.truncatedTo(ChronoUnit.MILLIS).equals(duration)) {
      throw new IllegalArgumentException(
          what + " must be a whole number of milliseconds, but is " + duration);
    }
    return duration.toMillis();
  }
}
