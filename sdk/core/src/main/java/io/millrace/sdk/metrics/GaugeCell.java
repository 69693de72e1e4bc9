package io.millrace.sdk.metrics;

import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A gauge of one container. */
final class GaugeCell implements Gauge {
  private static final long serialVersionUID = 1L;

  private final MetricName name;
  // transient: a cell never leaves its task; only metrics that user code holds are serialised
  private final transient LongSupplier clock;
  private boolean set;
  private long value;
  private long millis;

  GaugeCell(MetricName name, LongSupplier clock) {
    this.name = name;
    this.clock = clock;
  }

  /** The latest value; null if none was ever set. */
  @Nullable GaugeResult result() {
    return set ? GaugeResult.create(value, Instant.ofEpochMilli(millis)) : null;
  }

  @Override
  public void set(long newValue) {
    value = newValue;
    millis = clock.getAsLong();
    set = true;
  }

  @Override
  public MetricName getName() {
    return name;
  }
}
