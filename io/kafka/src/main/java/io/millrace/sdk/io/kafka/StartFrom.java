package io.millrace.sdk.io.kafka;

/** Where a job that begins anew starts to read a partition. */
public enum StartFrom {
  /** At the oldest record that is there. */
  EARLIEST,
  /** Behind the newest record. */
  LATEST,
  /**
   * Where the consumer group has committed to have come. Where it has not, {@code
   * auto.offset.reset} decides: {@code latest} unless it is set.
   */
  COMMITTED
}
