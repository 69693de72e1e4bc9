package io.millrace.sdk.metrics;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The values of all steps' metrics at one moment, by step name and in its order. Immutable and
 * serialisable; for runners, which merge one from each task.
 */
public record MetricsSnapshot(Map<String, MetricUpdates> steps) implements Serializable {
  /** No metrics. */
  public static final MetricsSnapshot EMPTY = new MetricsSnapshot(Map.of());

  /** Copies the map. */
  public MetricsSnapshot {
    steps = Collections.unmodifiableSortedMap(new TreeMap<>(steps));
  }

  /**
   * What these containers hold now; containers of the same step are added up. To be called by the
   * thread that owns them.
   */
  public static MetricsSnapshot of(Iterable<MetricsContainer> containers) {
    TreeMap<String, MetricUpdates> steps = new TreeMap<>();
    for (MetricsContainer container : containers) {
      steps.merge(container.stepName(), container.snapshot(), MetricUpdates::merge);
    }
    return new MetricsSnapshot(steps);
  }

  /** Both together, step by step: see {@link MetricUpdates#merge}. */
  public MetricsSnapshot merge(MetricsSnapshot other) {
    TreeMap<String, MetricUpdates> merged = new TreeMap<>(steps);
    other.steps.forEach((step, updates) -> merged.merge(step, updates, MetricUpdates::merge));
    return new MetricsSnapshot(merged);
  }

  /** The metrics of one step; empty if it has none. */
  public MetricUpdates step(String stepName) {
    return steps.getOrDefault(stepName, MetricUpdates.EMPTY);
  }
}
