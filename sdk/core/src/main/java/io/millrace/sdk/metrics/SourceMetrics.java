package io.millrace.sdk.metrics;

/** The metrics that every source reports, under names that tools can rely on. */
public final class SourceMetrics {
  private static final String NAMESPACE = "source";
  private static final String SPLITS_NAMESPACE = "splits";
  private static final String ELEMENTS_READ = "elements_read";
  private static final String BYTES_READ = "bytes_read";
  private static final String BACKLOG_BYTES = "backlog_bytes";
  private static final String BACKLOG_ELEMENTS = "backlog_elements";

  private SourceMetrics() {}

  /** How many elements were read. */
  public static Counter elementsRead() {
    return Metrics.counter(NAMESPACE, ELEMENTS_READ);
  }

  /** How many elements were read from one split. */
  public static Counter elementsReadBySplit(String splitId) {
    return Metrics.counter(SPLITS_NAMESPACE, ofSplit(splitId, ELEMENTS_READ));
  }

  /** How many bytes were read. */
  public static Counter bytesRead() {
    return Metrics.counter(NAMESPACE, BYTES_READ);
  }

  /** How many bytes were read from one split. */
  public static Counter bytesReadBySplit(String splitId) {
    return Metrics.counter(SPLITS_NAMESPACE, ofSplit(splitId, BYTES_READ));
  }

  /** How many bytes wait to be read. */
  public static Gauge backlogBytes() {
    return Metrics.gauge(NAMESPACE, BACKLOG_BYTES);
  }

  /** How many bytes wait to be read in one split. */
  public static Gauge backlogBytesOfSplit(String splitId) {
    return Metrics.gauge(SPLITS_NAMESPACE, ofSplit(splitId, BACKLOG_BYTES));
  }

  /** How many elements wait to be read. */
  public static Gauge backlogElements() {
    return Metrics.gauge(NAMESPACE, BACKLOG_ELEMENTS);
  }

  /** How many elements wait to be read in one split. */
  public static Gauge backlogElementsOfSplit(String splitId) {
    return Metrics.gauge(SPLITS_NAMESPACE, ofSplit(splitId, BACKLOG_ELEMENTS));
  }

  private static String ofSplit(String splitId, String metric) {
    return splitId + "." + metric;
  }
}
