package io.millrace.sdk.testing;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.MetricNameFilter;
import io.millrace.sdk.metrics.MetricResult;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.metrics.MetricsFilter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How often assertions held and did not, by the metrics of the run. */
final class AssertionCounters {

  static final Counter SUCCESS = Metrics.counter(PAssert.class, PAssert.SUCCESS_COUNTER);
  static final Counter FAILURE = Metrics.counter(PAssert.class, PAssert.FAILURE_COUNTER);

  private AssertionCounters() {}

  /**
   * Makes sure that each assertion ran and held.
   *
   * @param assertions by the full names of the steps that check them
   * @throws AssertionError naming those that did not
   */
  static void verify(Map<String, AssertionSite> assertions, PipelineResult result) {
    if (assertions.isEmpty()) {
      return;
    }
    Map<String, Long> successes = count(result, PAssert.SUCCESS_COUNTER);
    Map<String, Long> failures = count(result, PAssert.FAILURE_COUNTER);
    Map<String, AssertionSite> failed = new LinkedHashMap<>(assertions);
    failed.keySet().retainAll(failures.keySet());
    if (!failed.isEmpty()) {
      throw error(failed, assertions.size(), result, "failed:");
    }
    Map<String, AssertionSite> neverRan = new LinkedHashMap<>(assertions);
    neverRan.keySet().removeAll(successes.keySet());
    if (!neverRan.isEmpty()) {
      throw error(
          neverRan,
          assertions.size(),
          result,
          "never ran, so it is not known whether what they say holds:");
    }
  }

  private static AssertionError error(
      Map<String, AssertionSite> some, int all, PipelineResult result, String what) {
    return new AssertionError(
        some.entrySet().stream()
            .map(each -> "\n  " + each.getKey() + ": " + each.getValue())
            .collect(
                Collectors.joining(
                    "",
                    String.format(
                        "The pipeline ended in the state %s, but %d of %d assertions %s",
                        result.getState(), some.size(), all, what),
                    "")));
  }

  /** By step; without those that count nothing. */
  private static Map<String, Long> count(PipelineResult result, String counter) {
    MetricsFilter filter =
        MetricsFilter.builder()
            .addNameFilter(MetricNameFilter.named(PAssert.class, counter))
            .build();
    Map<String, Long> counts = new LinkedHashMap<>();
    for (MetricResult<Long> found : result.metrics().queryMetrics(filter).getCounters()) {
      long value = found.hasCommitted() ? found.getCommitted() : found.getAttempted();
      if (value > 0) {
        counts.merge(found.getKey().stepName(), value, Long::sum);
      }
    }
    return counts;
  }
}
