package io.millrace.sdk.testing.differences;

import io.millrace.sdk.coders.Coder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When two values count as the same: they are equal, arrays by their content, or their coder cannot
 * tell them apart. The latter is what makes the iterables of a grouping the same as lists.
 */
record Sameness<T extends @Nullable Object>(Coder<T> coder) {

  boolean same(T left, T right) {
    return Objects.deepEquals(left, right) || structure(left).equals(structure(right));
  }

  /** What is equal exactly for values that the coder cannot tell apart. */
  Object structure(T value) {
    try {
      return coder.structuralValue(value);
    } catch (IllegalArgumentException | NullPointerException | ClassCastException e) {
      // a value that the coder cannot take is the same as no other
      return new Object();
    }
  }

  /** What is equal exactly for equal values. */
  static Object key(@Nullable Object value) {
    return new Key(value);
  }

  private record Key(@Nullable Object value) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that && Objects.deepEquals(value, that.value);
    }

    @Override
    public int hashCode() {
      return Arrays.deepHashCode(new @Nullable Object[] {value});
    }
  }
}
