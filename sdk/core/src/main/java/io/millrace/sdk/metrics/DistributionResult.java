package io.millrace.sdk.metrics;

import com.google.auto.value.AutoValue;
import java.io.Serializable;

/** What a distribution came to. Immutable. */
@AutoValue
public abstract class DistributionResult implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A distribution to which nothing was reported. */
  public static final DistributionResult IDENTITY_ELEMENT =
      create(0, 0, Long.MAX_VALUE, Long.MIN_VALUE);

  /** The sum of the values; wraps around like a long. */
  public abstract long getSum();

  /** How many values were reported. */
  public abstract long getCount();

  /** The smallest value; {@link Long#MAX_VALUE} if there was none. */
  public abstract long getMin();

  /** The largest value; {@link Long#MIN_VALUE} if there was none. */
  public abstract long getMax();

  /** The mean of the values; NaN if there was none. */
  public double getMean() {
    return (double) getSum() / getCount();
  }

  /** A result of these figures. */
  public static DistributionResult create(long sum, long count, long min, long max) {
    return new AutoValue_DistributionResult(sum, count, min, max);
  }

  DistributionResult merge(DistributionResult other) {
    return create(
        getSum() + other.getSum(),
        getCount() + other.getCount(),
        Math.min(getMin(), other.getMin()),
        Math.max(getMax(), other.getMax()));
  }
}
