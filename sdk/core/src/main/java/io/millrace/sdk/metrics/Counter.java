package io.millrace.sdk.metrics;

/** A sum of longs. */
public interface Counter extends Metric {
  /** Adds one. */
  void inc();

  /** Adds {@code n}. */
  void inc(long n);

  /** Subtracts one. */
  void dec();

  /** Subtracts {@code n}. */
  void dec(long n);
}
