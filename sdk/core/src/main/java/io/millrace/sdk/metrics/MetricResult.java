package io.millrace.sdk.metrics;

import com.google.auto.value.AutoValue;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One metric of one step, with its values. Immutable. */
@AutoValue
public abstract class MetricResult<T> {
  /** The metric's name. */
  public MetricName getName() {
    return getKey().metricName();
  }

  /** Step and name. */
  public abstract MetricKey getKey();

  /**
   * The value over all work whose effects are kept: the same as if nothing had ever failed.
   *
   * @throws UnsupportedOperationException if the runner does not know it
   */
  public T getCommitted() {
    T committed = getCommittedOrNull();
    if (committed == null) {
      throw new UnsupportedOperationException(
          "This runner reports no committed values (asked for "
              + getKey()
              + "). Use getAttempted(), or ask hasCommitted() first.");
    }
    return committed;
  }

  /** Whether the runner knows the committed value. */
  public boolean hasCommitted() {
    return getCommittedOrNull() != null;
  }

  /** The committed value, or null if the runner does not know it. */
  public abstract @Nullable T getCommittedOrNull();

  /** The value over all attempts, those that failed and were repeated too. */
  public abstract T getAttempted();

  /** The same metric with its values replaced by what the function makes of them. */
  public <V> MetricResult<V> transform(Function<T, V> fn) {
    T committed = getCommittedOrNull();
    return create(
        getKey(), committed == null ? null : fn.apply(committed), fn.apply(getAttempted()));
  }

  /** The same metric with a further attempted value added. */
  public MetricResult<T> addAttempted(T update, BiFunction<T, T, T> combine) {
    return create(getKey(), getCommittedOrNull(), combine.apply(getAttempted(), update));
  }

  /** The same metric with a further committed value added. */
  public MetricResult<T> addCommitted(T update, BiFunction<T, T, T> combine) {
    T committed = getCommittedOrNull();
    return create(
        getKey(), committed == null ? update : combine.apply(committed, update), getAttempted());
  }

  /** A metric of which only the attempted value is known. */
  public static <T> MetricResult<T> attempted(MetricKey key, T attempted) {
    return create(key, null, attempted);
  }

  /** A metric with both values; the committed one may be unknown. */
  public static <T> MetricResult<T> create(MetricKey key, @Nullable T committed, T attempted) {
    return new AutoValue_MetricResult<>(key, committed, attempted);
  }
}
