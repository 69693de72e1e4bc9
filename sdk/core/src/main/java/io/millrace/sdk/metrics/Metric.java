package io.millrace.sdk.metrics;

import java.io.Serializable;

/**
 * Something that user code reports while it runs. Serialisable, and shared freely between threads:
 * an update goes to the container that is current for the updating thread.
 */
public interface Metric extends Serializable {
  /** The name under which results are found. */
  MetricName getName();
}
