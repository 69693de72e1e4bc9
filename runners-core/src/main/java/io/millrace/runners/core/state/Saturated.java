package io.millrace.runners.core.state;

import io.millrace.runners.core.watermark.Watermarks;
import java.time.Duration;
import java.time.Instant;

/** Arithmetic of times that ends where event time ends. */
final class Saturated {

  private Saturated() {}

  static long millis(Instant instant) {
    if (instant.isBefore(Instant.ofEpochMilli(Watermarks.START))) {
      return Watermarks.START;
    }
    return instant.isAfter(Instant.ofEpochMilli(Watermarks.END))
        ? Watermarks.END
        : instant.toEpochMilli();
  }

  static long add(long millis, Duration duration) {
    return millis(Instant.ofEpochMilli(millis).plus(duration));
  }

  static long add(long millis, long durationMillis) {
    return add(millis, Duration.ofMillis(durationMillis));
  }
}
