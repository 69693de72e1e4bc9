package io.millrace.sdk.metrics;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * The values of one step's metrics at one moment, in the order of their names. Immutable and
 * serialisable; for runners.
 */
public record MetricUpdates(
    Map<MetricName, Long> counters,
    Map<MetricName, DistributionResult> distributions,
    Map<MetricName, GaugeResult> gauges,
    Map<MetricName, StringSetResult> stringSets)
    implements Serializable {
  /** No metrics. */
  public static final MetricUpdates EMPTY =
      new MetricUpdates(Map.of(), Map.of(), Map.of(), Map.of());

  /** Copies the maps. */
  public MetricUpdates {
    counters = copy(counters);
    distributions = copy(distributions);
    gauges = copy(gauges);
    stringSets = copy(stringSets);
  }

  /** Whether there are no metrics. */
  public boolean isEmpty() {
    return counters.isEmpty()
        && distributions.isEmpty()
        && gauges.isEmpty()
        && stringSets.isEmpty();
  }

  /**
   * Both together: counters and distributions added up, of two gauges the later one, strings of
   * either. Commutative and associative.
   */
  public MetricUpdates merge(MetricUpdates other) {
    return new MetricUpdates(
        merge(counters, other.counters, Long::sum),
        merge(distributions, other.distributions, DistributionResult::merge),
        merge(gauges, other.gauges, GaugeResult::merge),
        merge(stringSets, other.stringSets, StringSetResult::merge));
  }

  private static <V> Map<MetricName, V> copy(Map<MetricName, V> values) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  private static <V> Map<MetricName, V> merge(
      Map<MetricName, V> left, Map<MetricName, V> right, BinaryOperator<V> both) {
    TreeMap<MetricName, V> merged = new TreeMap<>(left);
    right.forEach((name, value) -> merged.merge(name, value, both));
    return merged;
  }
}
