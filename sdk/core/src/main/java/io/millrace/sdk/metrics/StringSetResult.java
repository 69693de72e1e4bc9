package io.millrace.sdk.metrics;

import java.io.Serializable;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a string set came to. Immutable. */
public final class StringSetResult implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final StringSetResult EMPTY = new StringSetResult(Set.of());

  private final Set<String> strings;

  private StringSetResult(Set<String> strings) {
    this.strings = Collections.unmodifiableSet(new TreeSet<>(strings));
  }

  /** The strings, in their natural order; cannot be changed. */
  public Set<String> getStringSet() {
    return strings;
  }

  /** A result that holds a copy of these strings. */
  public static StringSetResult create(Set<String> values) {
    return new StringSetResult(values);
  }

  /** No strings. */
  public static StringSetResult empty() {
    return EMPTY;
  }

  StringSetResult merge(StringSetResult other) {
    TreeSet<String> union = new TreeSet<>(strings);
    union.addAll(other.strings);
    return new StringSetResult(union);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StringSetResult result && strings.equals(result.strings);
  }

  @Override
  public int hashCode() {
    return strings.hashCode();
  }

  @Override
  public String toString() {
    return strings.toString();
  }
}
