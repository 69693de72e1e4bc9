package io.millrace.sdk.io.source;

import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import org.jspecify.annotations.Nullable;

/** The largest timestamp so far, less a delay. */
final class LargestTimestamp<T extends @Nullable Object> implements WatermarkGenerator<T> {

  private static final long START = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();

  private final long delayMillis;
  private long largest = START;

  LargestTimestamp(long delayMillis) {
    this.delayMillis = delayMillis;
  }

  @Override
  public void onElement(T element, long timestampMillis) {
    largest = Math.max(largest, timestampMillis);
  }

  @Override
  public long watermarkMillis() {
    // Both are far from the ends of a long: event time counts microseconds in one.
    return delayMillis > largest - START ? START : largest - delayMillis;
  }

  /** Makes one for each split. */
  static final class Factory<T extends @Nullable Object>
      implements SerializableFunction<SourceContext, WatermarkGenerator<T>> {

    private static final long serialVersionUID = 1;

    private final long delayMillis;

    Factory(long delayMillis) {
      this.delayMillis = delayMillis;
    }

    @Override
    public WatermarkGenerator<T> apply(SourceContext context) {
      return new LargestTimestamp<>(delayMillis);
    }
  }
}
