package io.millrace.sdk.metrics;

/** Count, sum, minimum and maximum of reported longs. */
public interface Distribution extends Metric {
  /** Reports one value. */
  void update(long value);

  /** Reports {@code count} values at once, of which these are sum, minimum and maximum. */
  void update(long sum, long count, long min, long max);
}
