package io.millrace.sdk.metrics;

/** The latest of reported longs, by the time of the report. */
public interface Gauge extends Metric {
  /** Reports a value. */
  void set(long value);
}
