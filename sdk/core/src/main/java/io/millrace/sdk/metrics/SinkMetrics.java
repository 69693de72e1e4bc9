package io.millrace.sdk.metrics;

/** The metrics that every sink reports, under names that tools can rely on. */
public final class SinkMetrics {
  private static final String NAMESPACE = "sink";

  private SinkMetrics() {}

  /** How many elements were written. */
  public static Counter elementsWritten() {
    return Metrics.counter(NAMESPACE, "elements_written");
  }

  /** How many bytes were written. */
  public static Counter bytesWritten() {
    return Metrics.counter(NAMESPACE, "bytes_written");
  }
}
