package io.millrace.sdk.metrics;

import com.google.auto.value.AutoValue;
import org.jspecify.annotations.Nullable;

/** Accepts the metrics of a namespace, or one of them. Immutable. */
@AutoValue
public abstract class MetricNameFilter {
  /** The accepted namespace. */
  public abstract String getNamespace();

  /** The accepted name, or null if every name is. */
  public abstract @Nullable String getName();

  /** Accepts all metrics of a namespace. */
  public static MetricNameFilter inNamespace(String namespace) {
    return new AutoValue_MetricNameFilter(namespace, null);
  }

  /** Accepts all metrics of a class. */
  public static MetricNameFilter inNamespace(Class<?> namespace) {
    return inNamespace(namespace.getName());
  }

  /** Accepts one metric. */
  public static MetricNameFilter named(String namespace, String name) {
    return new AutoValue_MetricNameFilter(namespace, name);
  }

  /** Accepts one metric of a class. */
  public static MetricNameFilter named(Class<?> namespace, String name) {
    return named(namespace.getName(), name);
  }
}
