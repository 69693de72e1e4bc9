package io.millrace.sdk.transforms.windowing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.display.DisplayData;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cuts event time into windows of equal size, one after the other: {@code [N * size + offset, (N +
 * 1) * size + offset)} for every whole N, negative ones too.
 *
 * <p>The first and the last window of event time are cut off where it ends.
 */
public final class FixedWindows extends PartitioningWindowFn<Object, IntervalWindow> {

  private static final long serialVersionUID = 1;

  private final long size;
  private final long offset;

  private FixedWindows(long size, long offset) {
    this.size = size;
    this.offset = offset;
  }

  /**
   * Windows of the given size, a positive whole number of milliseconds.
   *
   * @throws IllegalArgumentException if it is not
   */
  public static FixedWindows of(Duration size) {
    return new FixedWindows(EventTime.positive(size, "The size of FixedWindows"), 0);
  }

  /**
   * The same windows, moved by an offset of at least zero and less than the size.
   *
   * @throws IllegalArgumentException if it is not
   */
  public FixedWindows withOffset(Duration offset) {
    return new FixedWindows(
        size, EventTime.offset(offset, size, "The offset of FixedWindows of " + getSize()));
  }

  @Override
  public IntervalWindow assignWindow(Instant timestamp) {
    return assignWindow(timestamp.toEpochMilli());
  }

  /** The window of a timestamp in milliseconds after the epoch. */
  public IntervalWindow assignWindow(long timestampMillis) {
    long timestamp = EventTime.clamp(timestampMillis);
    return EventTime.window(EventTime.floor(timestamp, size, offset), size);
  }

  public Duration getSize() {
    return Duration.ofMillis(size);
  }

  public Duration getOffset() {
    return Duration.ofMillis(offset);
  }

  @Override
  public Coder<IntervalWindow> windowCoder() {
    return IntervalWindow.getCoder();
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
          "only FixedWindows with the same size and offset are compatible with "
              + this
              + ". Put both collections into the same windows first");
    }
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(DisplayData.item("size", getSize()).withLabel("Window Duration"))
        .addIfNotDefault(
            DisplayData.item("offset", getOffset()).withLabel("Window Start Offset"),
            Duration.ZERO);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FixedWindows that && size == that.size && offset == that.offset;
  }

  @Override
  public int hashCode() {
    return Objects.hash(size, offset);
  }

  @Override
  public String toString() {
    return "FixedWindows.of("
        + getSize()
        + ")"
        + (offset == 0 ? "" : ".withOffset(" + getOffset() + ")");
  }
}
