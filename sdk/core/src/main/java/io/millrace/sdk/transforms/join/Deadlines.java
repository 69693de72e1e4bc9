package io.millrace.sdk.transforms.join;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When values come too late for a join, and when nothing is to come any more. Times are in
 * milliseconds after the epoch.
 *
 * @param latenessMillis how late values may come
 */
record Deadlines(long latenessMillis) implements Serializable {

  /** Before all values. */
  static final Instant BEGINNING = BoundedWindow.TIMESTAMP_MIN_VALUE;

  /** After all values. */
  static final Instant AFTER_ALL = BoundedWindow.TIMESTAMP_MAX_VALUE.plusMillis(1);

  /** All of event time; what is longer makes no difference. */
  private static final Duration LONGEST =
      Duration.between(BoundedWindow.TIMESTAMP_MIN_VALUE, BoundedWindow.TIMESTAMP_MAX_VALUE);

  static Deadlines of(Duration allowedLateness) {
    return new Deadlines(capped(allowedLateness));
  }

  /** Milliseconds of a time span; of one that is longer than event time those of event time. */
  static long capped(Duration duration) {
    return (duration.compareTo(LONGEST) < 0 ? duration : LONGEST).toMillis();
  }

  /** Milliseconds of a time span that event time can count. */
  static long millis(String what, Duration duration) {
    if (duration.abs().compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(what + " is longer than event time: " + duration);
    }
    if (!duration.truncatedTo(ChronoUnit.MILLIS).equals(duration)) {
      throw new IllegalArgumentException(
          what + " must be a whole number of milliseconds, but is " + duration);
    }
    return duration.toMillis();
  }

  /** Whether a value is later than allowed, by a watermark. */
  boolean isTooLate(long timestamp, long watermark) {
    return timestamp + latenessMillis < watermark;
  }

  /** When a window expires: the last time at which a timer can fire (rule T4). */
  long expiry(BoundedWindow window) {
    return Math.min(
        window.maxTimestampMillis() + latenessMillis, GlobalWindow.INSTANCE.maxTimestampMillis());
  }

  /** Once the watermark is past this, no value with this timestamp, or an earlier one, can come. */
  long of(long timestamp, BoundedWindow window) {
    return Math.min(timestamp + latenessMillis, expiry(window));
  }

  /**
   * The timestamps before which no value can come, when the watermark is past a time.
   *
   * @return exclusive
   */
  long noneBefore(long passed, BoundedWindow window) {
    return passed >= expiry(window) ? AFTER_ALL.toEpochMilli() : passed - latenessMillis + 1;
  }
}
