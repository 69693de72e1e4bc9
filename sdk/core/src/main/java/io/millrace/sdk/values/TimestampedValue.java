package io.millrace.sdk.values;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An immutable value with its event time. */
public class TimestampedValue<V extends @Nullable Object> {
  private static final Instant MINIMUM = Instant.ofEpochMilli(Long.MIN_VALUE / 1000);

  private final V value;
  private final Instant timestamp;

  protected TimestampedValue(V value, Instant timestamp) {
    this.value = value;
    this.timestamp = Objects.requireNonNull(timestamp, "timestamp");
  }

  /** {@code value} at the least event time, {@code BoundedWindow.TIMESTAMP_MIN_VALUE}. */
  public static <V extends @Nullable Object> TimestampedValue<V> atMinimumTimestamp(V value) {
    return of(value, MINIMUM);
  }

  /** {@code value} at {@code timestamp}. */
  public static <V extends @Nullable Object> TimestampedValue<V> of(V value, Instant timestamp) {
    return new TimestampedValue<>(value, timestamp);
  }

  /** The value. */
  public V getValue() {
    return value;
  }

  /** Its event time. */
  public Instant getTimestamp() {
    return timestamp;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TimestampedValue<?> that
        && Objects.equals(value, that.value)
        && timestamp.equals(that.timestamp);
  }

  @Override
  public int hashCode() {
    return Objects.hash(value, timestamp);
  }

  @Override
  public String toString() {
    return "TimestampedValue(" + value + ", " + timestamp + ")";
  }
}
