package io.millrace.sdk.metrics;

import org.jspecify.annotations.Nullable;

/**
 * Makes metrics for user code.
 *
 * <pre>{@code
 * private final Counter broken = Metrics.counter(ParseFn.class, "broken");
 * ...
 * broken.inc();
 * }</pre>
 *
 * <p>An update counts for the step that is running on the calling thread. Outside of a running step
 * it has no effect, and a warning is logged once.
 */
public final class Metrics {
  private Metrics() {}

  /** A sum of longs. */
  public static Counter counter(String namespace, String name) {
    return new CurrentCounter(MetricName.named(namespace, name));
  }

  /** A sum of longs. */
  public static Counter counter(Class<?> namespace, String name) {
    return new CurrentCounter(MetricName.named(namespace, name));
  }

  /** Count, sum, minimum and maximum of longs. */
  public static Distribution distribution(String namespace, String name) {
    return new CurrentDistribution(MetricName.named(namespace, name));
  }

  /** Count, sum, minimum and maximum of longs. */
  public static Distribution distribution(Class<?> namespace, String name) {
    return new CurrentDistribution(MetricName.named(namespace, name));
  }

  /** The latest of reported longs. */
  public static Gauge gauge(String namespace, String name) {
    return new CurrentGauge(MetricName.named(namespace, name));
  }

  /** The latest of reported longs. */
  public static Gauge gauge(Class<?> namespace, String name) {
    return new CurrentGauge(MetricName.named(namespace, name));
  }

  /** The latest of reported longs. */
  public static Gauge gauge(MetricName name) {
    return new CurrentGauge(name);
  }

  /** The set of reported strings. */
  public static StringSet stringSet(String namespace, String name) {
    return new CurrentStringSet(MetricName.named(namespace, name));
  }

  /** The set of reported strings. */
  public static StringSet stringSet(Class<?> namespace, String name) {
    return new CurrentStringSet(MetricName.named(namespace, name));
  }

  private static @Nullable MetricsContainer container(MetricName name) {
    MetricsContainer container = MetricsEnvironment.holder().container();
    if (container == null) {
      UpdateOutsideOfStep.warn(name);
    }
    return container;
  }

  private record CurrentCounter(MetricName name) implements Counter {
    @Override
    public void inc() {
      inc(1);
    }

    @Override
    public void inc(long n) {
      MetricsContainer container = container(name);
      if (container != null) {
        container.getCounter(name).inc(n);
      }
    }

    @Override
    public void dec() {
      inc(-1);
    }

    @Override
    public void dec(long n) {
      inc(-n);
    }

    @Override
    public MetricName getName() {
      return name;
    }
  }

  private record CurrentDistribution(MetricName name) implements Distribution {
    @Override
    public void update(long value) {
      update(value, 1, value, value);
    }

    @Override
    public void update(long sum, long count, long min, long max) {
      MetricsContainer container = container(name);
      if (container != null) {
        container.getDistribution(name).update(sum, count, min, max);
      }
    }

    @Override
    public MetricName getName() {
      return name;
    }
  }

  private record CurrentGauge(MetricName name) implements Gauge {
    @Override
    public void set(long value) {
      MetricsContainer container = container(name);
      if (container != null) {
        container.getGauge(name).set(value);
      }
    }

    @Override
    public MetricName getName() {
      return name;
    }
  }

  private record CurrentStringSet(MetricName name) implements StringSet {
    @Override
    public void add(String value) {
      MetricsContainer container = container(name);
      if (container != null) {
        container.getStringSet(name).add(value);
      }
    }

    @Override
    public MetricName getName() {
      return name;
    }
  }
}
