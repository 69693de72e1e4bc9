package io.millrace.sdk.testing.reference;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;

/**
 * A window, by its first and last instant, both included.
 *
 * @param first in milliseconds after the epoch
 * @param last max(w) of the rules
 */
public record Span(long first, long last) {

  /** All of event time but the last day (rule W6). */
  static final Span GLOBAL = new Span(Times.START, Times.LAST);

  static Span between(long start, long end) {
    return new Span(start, end - 1);
  }

  /** The same window as the engine calls it. */
  public static Span of(BoundedWindow window) {
    return window instanceof GlobalWindow
        ? GLOBAL
        : between(((IntervalWindow) window).startMillis(), ((IntervalWindow) window).endMillis());
  }

  /** gc(w): it has expired once the watermark is past this. */
  long expiry(long lateness) {
    return Math.min(last + lateness, Times.LAST);
  }

  /** Rule M1: with an instant in common; windows that touch have none. */
  boolean overlaps(Span other) {
    return first <= other.last && other.first <= last;
  }

  Span with(Span other) {
    return new Span(Math.min(first, other.first), Math.max(last, other.last));
  }

  @Override
  public String toString() {
    return equals(GLOBAL) ? "global" : "[" + Times.text(first) + "," + Times.text(last + 1) + ")";
  }
}
