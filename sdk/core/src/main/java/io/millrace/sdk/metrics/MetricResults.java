package io.millrace.sdk.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The metrics of a pipeline, as far as it has come when they are asked for. */
public abstract class MetricResults {
  /** The metrics that a filter accepts. */
  public abstract MetricQueryResults queryMetrics(MetricsFilter filter);

  /** All metrics. */
  public MetricQueryResults allMetrics() {
    return queryMetrics(MetricsFilter.builder().build());
  }

  /** A counter's sum over all steps, of all attempts; 0 if no step has counted. */
  public long sumOfCounters(MetricName name) {
    MetricsFilter filter =
        MetricsFilter.builder()
            .addNameFilter(MetricNameFilter.named(name.getNamespace(), name.getName()))
            .build();
    long sum = 0;
    for (MetricResult<Long> counter : queryMetrics(filter).getCounters()) {
      sum += counter.getAttempted();
    }
    return sum;
  }

  @Override
  public String toString() {
    return allMetrics().toString();
  }

  /**
   * Results from a runner's snapshots: of all attempts, and of those whose effects are kept, which
   * is null if the runner does not know. Immutable.
   */
  public static MetricResults of(MetricsSnapshot attempted, @Nullable MetricsSnapshot committed) {
    return new OfSnapshots(attempted, committed);
  }

  private static final class OfSnapshots extends MetricResults {
    private final MetricsSnapshot attempted;
    private final @Nullable MetricsSnapshot committed;

    OfSnapshots(MetricsSnapshot attempted, @Nullable MetricsSnapshot committed) {
      this.attempted = attempted;
      this.committed = committed;
    }

    @Override
    public MetricQueryResults queryMetrics(MetricsFilter filter) {
      return MetricQueryResults.create(
          query(filter, MetricUpdates::counters, 0L),
          query(filter, MetricUpdates::distributions, DistributionResult.IDENTITY_ELEMENT),
          query(filter, MetricUpdates::gauges, GaugeResult.empty()),
          query(filter, MetricUpdates::stringSets, StringSetResult.empty()));
    }

    /** {@code nothing}: the committed value of what was attempted only. */
    private <T> List<MetricResult<T>> query(
        MetricsFilter filter, Function<MetricUpdates, Map<MetricName, T>> kind, T nothing) {
      List<MetricResult<T>> found = new ArrayList<>();
      attempted
          .steps()
          .forEach(
              (step, updates) ->
                  kind.apply(updates)
                      .forEach(
                          (name, value) -> {
                            MetricKey key = MetricKey.create(step, name);
                            if (MetricFiltering.matches(filter, key)) {
                              T kept =
                                  committed == null
                                      ? null
                                      : kind.apply(committed.step(step))
                                          .getOrDefault(name, nothing);
                              found.add(MetricResult.create(key, kept, value));
                            }
                          }));
      return List.copyOf(found);
    }
  }
}
