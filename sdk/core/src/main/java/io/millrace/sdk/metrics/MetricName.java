package io.millrace.sdk.metrics;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a metric is called: a namespace, usually a class, and a name in it. Immutable. */
public final class MetricName implements Serializable, Comparable<MetricName> {
  private static final long serialVersionUID = 1L;

  private final String namespace;
  private final String name;
  // computed once: a name is looked up at every update of its metric
  private final int hash;

  private MetricName(String namespace, String name) {
    this.namespace = namespace;
    this.name = name;
    this.hash = 31 * namespace.hashCode() + name.hashCode();
  }

  /**
   * The name of a metric.
   *
   * @throws IllegalArgumentException if either part is empty
   */
  public static MetricName named(String namespace, String name) {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
    if (namespace.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException(
          "A metric needs a namespace and a name; got '" + namespace + "' and '" + name + "'");
    }
    return new MetricName(namespace, name);
  }

  /** The name of a metric of a class. */
  public static MetricName named(Class<?> namespace, String name) {
    return named(namespace.getName(), name);
  }

  /** The namespace; not empty. */
  public String getNamespace() {
    return namespace;
  }

  /** The name within the namespace; not empty. */
  public String getName() {
    return name;
  }

  // interned, so that a name that came with a deserialised function is compared by identity again
  private Object readResolve() {
    return new MetricName(namespace.intern(), name.intern());
  }

  @Override
  public int compareTo(MetricName other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof MetricName that
            && hash == that.hash
            && name.equals(that.name)
            && namespace.equals(that.namespace));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return namespace + ":" + name;
  }
}
