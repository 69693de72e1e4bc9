package io.millrace.sdk.metrics;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says which metrics a query is about: those of any of the steps whose name any of the name filters
 * accepts. No steps means every step, no name filters means every name. Immutable.
 */
public final class MetricsFilter {
  private final Set<String> steps;
  private final Set<MetricNameFilter> names;

  private MetricsFilter(Builder builder) {
    this.steps = Collections.unmodifiableSet(new LinkedHashSet<>(builder.steps));
    this.names = Collections.unmodifiableSet(new LinkedHashSet<>(builder.names));
  }

  /** Steps, or consecutive parts of their names: "Read/Parse" covers "Main/Read/Parse/Map". */
  public Set<String> steps() {
    return steps;
  }

  /** Name filters. */
  public Set<MetricNameFilter> names() {
    return names;
  }

  /** A filter that accepts everything until told otherwise. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what a filter accepts. Not thread-safe. */
  public static final class Builder {
    private final Set<String> steps = new LinkedHashSet<>();
    private final Set<MetricNameFilter> names = new LinkedHashSet<>();

    private Builder() {}

    /** Accepts names that this filter accepts. */
    public Builder addNameFilter(MetricNameFilter filter) {
      names.add(Objects.requireNonNull(filter, "filter"));
      return this;
    }

    /** Accepts this step and every step inside it. */
    public Builder addStep(String step) {
      steps.add(Objects.requireNonNull(step, "step"));
      return this;
    }

    /** The filter. */
    public MetricsFilter build() {
      return new MetricsFilter(this);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MetricsFilter filter
        && steps.equals(filter.steps)
        && names.equals(filter.names);
  }

  @Override
  public int hashCode() {
    return Objects.hash(steps, names);
  }

  @Override
  public String toString() {
    return "MetricsFilter(steps=" + steps + ", names=" + names + ")";
  }
}
