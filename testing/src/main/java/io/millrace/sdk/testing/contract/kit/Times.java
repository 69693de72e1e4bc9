package io.millrace.sdk.testing.contract.kit;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.values.TimestampedValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Points in time, in seconds after the epoch, from and to text. */
public final class Times {

  private static final String END = "end";

  private Times() {}

  /** So many seconds after the epoch. */
  public static Instant at(long seconds) {
    return Instant.ofEpochSecond(seconds);
  }

  /** So many seconds. */
  public static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  /** The window from one second up to, and without, another. */
  public static IntervalWindow window(long start, long end) {
    return new IntervalWindow(at(start), at(end));
  }

  /** A value at so many seconds after the epoch. */
  public static <T extends @Nullable Object> TimestampedValue<T> at(long seconds, T value) {
    return TimestampedValue.of(value, at(seconds));
  }

  /**
   * Milliseconds out of seconds written as {@code 5} or {@code 9.999}.
   *
   * @throws IllegalArgumentException if it is not written like that
   */
  public static long millis(String seconds) {
    try {
      return new BigDecimal(seconds).movePointRight(3).longValueExact();
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "'" + seconds + "' is no time in seconds with up to three decimals", e);
    }
  }

  /** Seconds as {@link #millis} reads them; {@code end} at the end of the global window. */
  public static String text(Instant time) {
    if (time.equals(GlobalWindow.INSTANCE.maxTimestamp())) {
      return END;
    }
    return BigDecimal.valueOf(time.toEpochMilli(), 3).stripTrailingZeros().toPlainString();
  }

  /** A window as {@code [0,10)} or {@code global}. */
  public static String text(BoundedWindow window) {
    if (window instanceof IntervalWindow interval) {
      return "[" + text(interval.start()) + "," + text(interval.end()) + ")";
    }
    return window instanceof GlobalWindow ? "global" : window.toString();
  }
}
