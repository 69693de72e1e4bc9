package io.millrace.sdk.metrics;

import com.google.auto.value.AutoValue;

/** What a query found, by kind of metric; steps and names in their natural order. Immutable. */
@AutoValue
public abstract class MetricQueryResults {
  /** The counters. */
  public abstract Iterable<MetricResult<Long>> getCounters();

  /** The distributions. */
  public abstract Iterable<MetricResult<DistributionResult>> getDistributions();

  /** The gauges. */
  public abstract Iterable<MetricResult<GaugeResult>> getGauges();

  /** The string sets. */
  public abstract Iterable<MetricResult<StringSetResult>> getStringSets();

  /** Results made of these; kept as they are. */
  public static MetricQueryResults create(
      Iterable<MetricResult<Long>> counters,
      Iterable<MetricResult<DistributionResult>> distributions,
      Iterable<MetricResult<GaugeResult>> gauges,
      Iterable<MetricResult<StringSetResult>> stringSets) {
    return new AutoValue_MetricQueryResults(counters, distributions, gauges, stringSets);
  }

  @Override
  public final String toString() {
    StringBuilder text = new StringBuilder("MetricQueryResults(");
    append(text, "Counters", getCounters());
    append(text, "Distributions", getDistributions());
    append(text, "Gauges", getGauges());
    append(text, "StringSets", getStringSets());
    return text.append(')').toString();
  }

  private static <T> void append(
      StringBuilder text, String kind, Iterable<MetricResult<T>> results) {
    if (!results.iterator().hasNext()) {
      return;
    }
    text.append(text.charAt(text.length() - 1) == '(' ? "" : ", ").append(kind).append('(');
    String separator = "";
    for (MetricResult<T> result : results) {
      text.append(separator).append(result.getKey()).append(": ").append(result.getAttempted());
      if (result.hasCommitted()) {
        text.append(" (committed ").append(result.getCommitted()).append(')');
      }
      separator = ", ";
    }
    text.append(')');
  }
}
