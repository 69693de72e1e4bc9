package io.millrace.runners.core.slices;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.WindowFn;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How windows of one size, of which one starts each period, are made of slices: the stretches of
 * event time between the start or end of one window and the next start or end of another. All times
 * in a slice are in the same windows, and a window is a row of whole slices.
 *
 * <p>A period has one slice if the size is a multiple of it, else two (Krishnamurthy, Wu, Franklin,
 * "On-the-Fly Sharing for Streamed Aggregation", 2006: paired windows). Windows and slices are
 * known by their numbers, which grow with time; window 0 starts at the offset. Times are
 * milliseconds after the epoch. Immutable.
 */
public final class Slicing implements Serializable {

  private static final long serialVersionUID = 1;

  /** What {@link #numberOf} gives for other windows. */
  public static final long NO_WINDOW = Long.MIN_VALUE;

  /** A number before that of every window. */
  public static final long BEFORE_ALL = Long.MIN_VALUE / 4;

  /** A number behind that of every window. */
  public static final long BEHIND_ALL = Long.MAX_VALUE / 4;

  private static final long MIN = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();
  private static final long LAST = GlobalWindow.INSTANCE.maxTimestampMillis();

  /** Longer windows may be cut off at both ends of time, and then tell no number. */
  private static final long LONGEST = LAST / 4;

  private final long size;
  private final long period;
  private final long offset;
  private final long wholePeriods;

  /** How far into a period windows end, if not with it. */
  private final long rest;

  private Slicing(long size, long period, long offset) {
    this.size = size;
    this.period = period;
    this.offset = offset;
    this.wholePeriods = size / period;
    this.rest = size % period;
  }

  /** The slices of a function's windows; null if they are not made of slices. */
  public static @Nullable Slicing of(WindowFn<?, ?> fn) {
    if (fn instanceof FixedWindows fixed) {
      return of(fixed.getSize(), fixed.getSize(), fixed.getOffset());
    }
    if (fn instanceof SlidingWindows sliding) {
      return of(sliding.getSize(), sliding.getPeriod(), sliding.getOffset());
    }
    return null;
  }

  private static @Nullable Slicing of(Duration size, Duration period, Duration offset) {
    return Math.max(size.toMillis(), period.toMillis()) > LONGEST
        ? null
        : new Slicing(size.toMillis(), period.toMillis(), offset.toMillis());
  }

  /** The slice that a time is in. A time beyond the last window counts as its end. */
  public long sliceAt(long millis) {
    long time = clamped(millis) - offset;
    long at = Math.floorDiv(time, period);
    return rest == 0 ? at : 2 * at + (time - at * period >= rest ? 1 : 0);
  }

  private static long clamped(long millis) {
    return Math.max(MIN, Math.min(millis, LAST));
  }

  /** The first time in a slice; that of the next is the end of this one. */
  public long startOfSlice(long slice) {
    return rest == 0
        ? slice * period + offset
        : (slice >> 1) * period + offset + ((slice & 1) == 0 ? 0 : rest);
  }

  /** The first of the windows that a slice is in; behind {@link #lastWindow} if it is in none. */
  public long firstWindow(long slice) {
    return rest == 0 || (slice & 1) != 0
        ? lastWindow(slice) - wholePeriods + 1
        : lastWindow(slice) - wholePeriods;
  }

  /** The last of the windows that a slice is in. */
  public long lastWindow(long slice) {
    return rest == 0 ? slice : slice >> 1;
  }

  /** The first slice of a window. */
  public long firstSlice(long window) {
    return rest == 0 ? window : 2 * window;
  }

  /** The slice behind the last of a window. */
  public long endSlice(long window) {
    return rest == 0 ? window + wholePeriods : 2 * (window + wholePeriods) + 1;
  }

  /** The window with a number, cut off where event time ends. */
  public IntervalWindow window(long number) {
    long start = number * period + offset;
    return IntervalWindow.ofMillis(Math.max(start, MIN), Math.min(start + size, LAST + 1));
  }

  /** The number of a window; {@link #NO_WINDOW} if it is not one of these. */
  public long numberOf(BoundedWindow window) {
    if (!(window instanceof IntervalWindow interval)) {
      return NO_WINDOW;
    }
    long start =
        interval.endMillis() <= LAST ? interval.endMillis() - size : interval.startMillis();
    long number = Math.floorDiv(start - offset, period);
    return window(number).equals(window) ? number : NO_WINDOW;
  }

  /** The last window that a watermark is past the end of (rule W2). */
  public long passed(long watermark) {
    return expired(watermark, 0);
  }

  /** The last window whose end and so much lateness a watermark is past (rules L1, W6). */
  public long expired(long watermark, long latenessMillis) {
    if (watermark > LAST) {
      return BEHIND_ALL;
    }
    return watermark < MIN
        ? BEFORE_ALL
        : Math.floorDiv(watermark - Math.min(latenessMillis, LAST - MIN) - size - offset, period);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Slicing that
        && size == that.size
        && period == that.period
        && offset == that.offset;
  }

  @Override
  public int hashCode() {
    return Objects.hash(size, period, offset);
  }

  @Override
  public String toString() {
    return "slices of windows of " + size + " ms each " + period + " ms from " + offset;
  }
}
