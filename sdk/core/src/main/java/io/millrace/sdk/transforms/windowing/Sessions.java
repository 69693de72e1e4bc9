package io.millrace.sdk.transforms.windowing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.display.DisplayData;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Windows of activity: the elements of a key that follow each other by less than a gap are in one
 * window. It begins with the first of them and ends a gap after the last.
 *
 * <p>Each element begins with a window of its own, as long as the gap; when elements are grouped by
 * key, windows that overlap become one. Before a grouping no window is merged yet, so sessions can
 * neither be side inputs nor hold state.
 */
public final class Sessions extends WindowFn<Object, IntervalWindow> {

  private static final long serialVersionUID = 1;

  private final long gap;

  private Sessions(long gap) {
    this.gap = gap;
  }

  /**
   * Sessions that end when nothing came for the given time, a positive whole number of
   * milliseconds.
   *
   * @throws IllegalArgumentException if it is not
   */
  public static Sessions withGapDuration(Duration gapDuration) {
    return new Sessions(EventTime.positive(gapDuration, "The gap of Sessions"));
  }

  @Override
  public Collection<IntervalWindow> assignWindows(AssignContext c) {
    return List.of(EventTime.window(EventTime.clamp(c.timestamp().toEpochMilli()), gap));
  }

  @Override
  public void mergeWindows(MergeContext c) throws Exception {
    MergeOverlappingIntervalWindows.mergeWindows(c);
  }

  @Override
  public Coder<IntervalWindow> windowCoder() {
    return IntervalWindow.getCoder();
  }

  /** All sessions are: what is grouped together has merged by one gap or the other. */
  @Override
  public boolean isCompatible(WindowFn<?, ?> other) {
    return other instanceof Sessions;
  }

  @Override
  public void verifyCompatibility(WindowFn<?, ?> other) throws IncompatibleWindowException {
    if (!isCompatible(other)) {
      throw new IncompatibleWindowException(
          other,
          "only Sessions are compatible with "
              + this
              + ". Put both collections into the same windows first");
    }
  }

  /**
   * None.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
    throw new UnsupportedOperationException(
        this + " cannot be the windows of a side input: they merge");
  }

  @Override
  public boolean assignsToOneWindow() {
    return true;
  }

  public Duration getGapDuration() {
    return Duration.ofMillis(gap);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.add(
        DisplayData.item("gapDuration", getGapDuration()).withLabel("Session Gap Duration"));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Sessions that && gap == that.gap;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(gap);
  }

  @Override
  public String toString() {
    return "Sessions.withGapDuration(" + getGapDuration() + ")";
  }
}
