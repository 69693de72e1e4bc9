package io.millrace.sdk.metrics;

/** A distribution of one container. */
final class DistributionCell implements Distribution {
  private static final long serialVersionUID = 1L;

  private final MetricName name;
  private long sum;
  private long count;
  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;

  DistributionCell(MetricName name) {
    this.name = name;
  }

  DistributionResult result() {
    return DistributionResult.create(sum, count, min, max);
  }

  @Override
  public void update(long value) {
    update(value, 1, value, value);
  }

  @Override
  public void update(long addedSum, long addedCount, long addedMin, long addedMax) {
    sum += addedSum;
    count += addedCount;
    min = Math.min(min, addedMin);
    max = Math.max(max, addedMax);
  }

  @Override
  public MetricName getName() {
    return name;
  }
}
