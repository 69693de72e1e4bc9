package io.millrace.benchmarks.parts;

import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.values.KV;

/** What comes out at the end: how many pairs there were, and the sum of their values. */
final class Received extends DoFn<KV<Long, Long>, Void> {

  private static final long serialVersionUID = 1;

  /** How many pairs. */
  static final MetricName PAIRS = MetricName.named(Received.class, "pairs");

  /** The sum of their values. */
  static final MetricName SUM = MetricName.named(Received.class, "sum");

  private final Counter pairs = Metrics.counter(Received.class, "pairs");
  private final Counter sums = Metrics.counter(Received.class, "sum");
  private long count;
  private long sum;

  @ProcessElement
  public void processElement(@Element KV<Long, Long> pair) {
    count++;
    sum += pair.getValue();
  }

  @FinishBundle
  public void finishBundle() {
    pairs.inc(count);
    sums.inc(sum);
    count = 0;
    sum = 0;
  }
}
