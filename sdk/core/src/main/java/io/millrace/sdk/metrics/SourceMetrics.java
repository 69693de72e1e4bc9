package io.millrace.sdk.metrics;

/**
 * Metrics of sources, under names that tools can rely on.
 *
 * <p>Runners report three of them for each step that reads, as counters: {@code
 * source:elements_read}, and {@code source:backlog_bytes} and {@code source:backlog_elements} where
 * readers know their backlog. The two last are the sum over all splits that are being read, and go
 * down as well; of several gauges one would only see the latest. The gauges here are for code that
 * reads by itself.
 */
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
