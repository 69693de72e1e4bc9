package io.millrace.sdk.metrics;

/** A counter of one container. */
final class CounterCell implements Counter {
  private static final long serialVersionUID = 1L;

  private final MetricName name;
  private long value;

  CounterCell(MetricName name) {
    this.name = name;
  }

  long value() {
    return value;
  }

  @Override
  public void inc() {
    value++;
  }

  @Override
  public void inc(long n) {
    value += n;
  }

  @Override
  public void dec() {
    value--;
  }

  @Override
  public void dec(long n) {
    value -= n;
  }

  @Override
  public MetricName getName() {
    return name;
  }
}
