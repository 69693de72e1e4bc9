package io.millrace.sdk.transforms.windowing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.display.DisplayData;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Windows of equal size, of which a new one starts every period: {@code [N * period + offset, N *
 * period + offset + size)} for every whole N, negative ones too.
 *
 * <p>An element is in about {@code size / period} windows. Where the period is longer than the size
 * there are gaps, and elements that fall into them are dropped.
 */
public final class SlidingWindows extends NonMergingWindowFn<Object, IntervalWindow> {

  private static final long serialVersionUID = 1;

  private final long period;
  private final long size;
  private final long offset;

  private SlidingWindows(long period, long size, long offset) {
    this.period = period;
    this.size = size;
    this.offset = offset;
  }

  /**
   * Windows of the given size, a positive whole number of milliseconds; one starts each hour, each
   * minute, each second or each millisecond: the longest of them that is shorter than the size.
   * {@link #every} sets another period.
   *
   * @throws IllegalArgumentException if the size is not positive
   */
  public static SlidingWindows of(Duration size) {
    long millis = EventTime.positive(size, "The size of SlidingWindows");
    return new SlidingWindows(defaultPeriod(size).toMillis(), millis, 0);
  }

  private static Duration defaultPeriod(Duration size) {
    for (Duration candidate :
        List.of(Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofSeconds(1))) {
      if (size.compareTo(candidate) > 0) {
        return candidate;
      }
    }
    return Duration.ofMillis(1);
  }

  /** The same windows, one starting each period. The offset must be less than the period. */
  public SlidingWindows every(Duration period) {
    long millis = EventTime.positive(period, "The period of SlidingWindows");
    EventTime.offset(getOffset(), millis, "The offset of SlidingWindows every " + period);
    return new SlidingWindows(millis, size, offset);
  }

  /** The same windows, moved by an offset of at least zero and less than the period. */
  public SlidingWindows withOffset(Duration offset) {
    return new SlidingWindows(
        period,
        size,
        EventTime.offset(offset, period, "The offset of SlidingWindows every " + getPeriod()));
  }

  @Override
  public Collection<IntervalWindow> assignWindows(AssignContext c) {
    return assignWindows(c.timestamp());
  }

  /** The windows of the timestamp, the latest first. */
  public Collection<IntervalWindow> assignWindows(Instant timestamp) {
    long millis = EventTime.clamp(timestamp.toEpochMilli());
    long lastStart = EventTime.floor(millis, period, offset);
    List<IntervalWindow> windows = new ArrayList<>((int) Math.min(size / period + 1, 1024));
    for (long start = lastStart; start > millis - size; start -= period) {
      windows.add(EventTime.window(start, size));
    }
    return windows;
  }

  /**
   * To the earliest window that holds the last instant of the main input's window, or the next one
   * to start if that instant falls into a gap.
   */
  @Override
  public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
    return new EarliestMapping(this);
  }

  private IntervalWindow earliestWindowEndingAfter(long timestamp) {
    long millis = EventTime.clamp(timestamp);
    // The first start s on the grid with s + size > millis.
    long start = EventTime.floor(millis - size, period, offset) + period;
    return EventTime.window(start, size);
  }

  @Override
  public Coder<IntervalWindow> windowCoder() {
    return IntervalWindow.getCoder();
  }

  @Override
  public boolean assignsToOneWindow() {
    return size == period;
  }

  @Override
  public boolean isCompatible(WindowFn<?, ?> other) {
    return equals(other);
  }

  @Override
  public void verifyCompatibility(WindowFn<?, ?> other) throws IncompatibleWindowException {
    if (!isCompatible(other)) {
      throw new IncompatibleWindowException(
          other,
          "only SlidingWindows with the same size, period and offset are compatible with "
              + this
              + ". Put both collections into the same windows first");
    }
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(DisplayData.item("size", getSize()).withLabel("Window Size"))
        .add(DisplayData.item("period", getPeriod()).withLabel("Window Period"))
        .addIfNotDefault(
            DisplayData.item("offset", getOffset()).withLabel("Window Start Offset"),
            Duration.ZERO);
  }

  public Duration getPeriod() {
    return Duration.ofMillis(period);
  }

  public Duration getSize() {
    return Duration.ofMillis(size);
  }

  public Duration getOffset() {
    return Duration.ofMillis(offset);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SlidingWindows that
        && period == that.period
        && size == that.size
        && offset == that.offset;
  }

  @Override
  public int hashCode() {
    return Objects.hash(period, size, offset);
  }

  @Override
  public String toString() {
    return "SlidingWindows.of("
        + getSize()
        + ").every("
        + getPeriod()
        + ")"
        + (offset == 0 ? "" : ".withOffset(" + getOffset() + ")");
  }

  private static final class EarliestMapping extends WindowMappingFn<IntervalWindow> {

    private static final long serialVersionUID = 1;

    private final SlidingWindows windowFn;

    EarliestMapping(SlidingWindows windowFn) {
      this.windowFn = windowFn;
    }

    @Override
    public IntervalWindow getSideInputWindow(BoundedWindow mainWindow) {
      return windowFn.earliestWindowEndingAfter(
          notGlobal(mainWindow, windowFn).maxTimestampMillis());
    }
  }
}
