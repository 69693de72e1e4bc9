package io.millrace.examples.demo;

import io.millrace.examples.auction.AuctionGenerator;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import java.util.Locale;

/** The time of the site, which is counted in seconds from its beginning. */
final class SiteTime {

  private SiteTime() {}

  /** A window, as in {@code 10-20 s}. */
  static String text(IntervalWindow window) {
    return String.format(
        Locale.ROOT,
        "%3d-%d s",
        seconds(window.start().toEpochMilli()),
        seconds(window.end().toEpochMilli()));
  }

  private static long seconds(long millis) {
    return (millis - AuctionGenerator.BASE_TIME) / 1000;
  }
}
