package io.millrace.sdk.metrics;

import com.google.auto.value.AutoValue;
import java.io.Serializable;

/** What a metric's result is found by: the step that reported it, and its name. Immutable. */
@AutoValue
public abstract class MetricKey implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The full name of the step, its parts joined by '/'. */
  public abstract String stepName();

  /** The metric's name. */
  public abstract MetricName metricName();

  /** The key of these two. */
  public static MetricKey create(String stepName, MetricName metricName) {
    return new AutoValue_MetricKey(stepName, metricName);
  }

  @Override
  public final String toString() {
    return stepName() + ":" + metricName();
  }
}
