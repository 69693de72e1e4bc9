package io.millrace.sdk.metrics;

import java.util.Set;

/** Decides whether a filter accepts a metric; for runners that answer queries themselves. */
public final class MetricFiltering {
  private MetricFiltering() {}

  /** Whether the filter accepts the metric. */
  public static boolean matches(MetricsFilter filter, MetricKey key) {
    return matchesName(key.metricName(), filter.names())
        && matchesScope(key.stepName(), filter.steps());
  }

  /** Whether the step is, or lies inside, one of these; true if there are none. */
  public static boolean matchesScope(String actualScope, Set<String> scopes) {
    return scopes.isEmpty()
        || scopes.stream().anyMatch(scope -> subPathMatches(actualScope, scope));
  }

  /**
   * Whether the parts of {@code needle}, which are separated by '/', are consecutive parts of
   * {@code haystack}: "a/b/c" has "b" and "a/b", but neither "a/c" nor "b/".
   */
  public static boolean subPathMatches(String haystack, String needle) {
    return ("/" + haystack + "/").contains("/" + needle + "/");
  }

  private static boolean matchesName(MetricName name, Set<MetricNameFilter> filters) {
    return filters.isEmpty() || filters.stream().anyMatch(filter -> matchesName(name, filter));
  }

  private static boolean matchesName(MetricName name, MetricNameFilter filter) {
    return name.getNamespace().equals(filter.getNamespace())
        && (filter.getName() == null || name.getName().equals(filter.getName()));
  }
}
