package io.millrace.sdk.io.write;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Windows, panes and parts in names of files. Times are in UTC and in the basic form of ISO 8601,
 * which has no colons: some file systems do not take them.
 */
public final class WindowText {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private WindowText() {}

  /**
   * A window: {@code start-end} of an interval, {@code global}, or {@code until-last} with the last
   * instant of any other.
   */
  public static String of(BoundedWindow window) {
    if (window instanceof IntervalWindow interval) {
      return of(interval.start()) + "-" + of(interval.end());
    }
    return window instanceof GlobalWindow ? "global" : "until-" + of(window.maxTimestamp());
  }

  /** A pane: {@code pane-0} for the first one of its window. */
  public static String of(PaneInfo pane) {
    return "pane-" + pane.getIndex();
  }

  /** A part of a shard: {@code -part-00000} for the first one. */
  public static String ofPart(int part) {
    return String.format("-part-%05d", part);
  }

  private static String of(Instant time) {
    return TIME.format(time);
  }
}
