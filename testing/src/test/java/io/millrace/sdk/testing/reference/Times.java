package io.millrace.sdk.testing.reference;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import java.math.BigDecimal;

/** Points in event time, in milliseconds after the epoch; as text in seconds. */
public final class Times {

  /** The beginning of time. */
  public static final long START = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();

  /** The end of time. */
  public static final long END = BoundedWindow.TIMESTAMP_MAX_VALUE.toEpochMilli();

  /** The last instant of the global window, a day before the end of time (rule W6). */
  public static final long LAST = GlobalWindow.INSTANCE.maxTimestampMillis();

  private Times() {}

  /** The later time, but not beyond the end of time. */
  static long plus(long time, long by) {
    return Math.min(time + by, END);
  }

  /** As in {@code 9.999}. */
  public static String text(long millis) {
    if (millis >= LAST) {
      return millis == LAST ? "end" : "inf";
    }
    if (millis < START / 2) {
      // what is set in relation to a watermark of which nothing is known
      return "-inf" + (millis == START ? "" : "+" + text(millis - START));
    }
    return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
  }

  /** The inverse of {@link #text} for points near the epoch. */
  static long millis(String seconds) {
    return new BigDecimal(seconds).movePointRight(3).longValueExact();
  }
}
