package io.millrace.sdk.testing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.testing.differences.Comparison;
import io.millrace.sdk.testing.differences.InAnyOrder;
import io.millrace.sdk.testing.differences.MatchedInAnyOrder;
import io.millrace.sdk.testing.differences.Shown;
import io.millrace.sdk.transforms.SerializableFunction;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of a value.
 *
 * @param <V> the type of the value
 */
@FunctionalInterface
interface Check<V extends @Nullable Object> extends Serializable {

  /** Throws anything if it does not hold; {@link Unmet} if the message says all. */
  void check(V actual);

  /** The user's own check. */
  static <V extends @Nullable Object> Check<V> satisfies(
      SerializableFunction<V, @Nullable Void> checker) {
    return checker::apply;
  }

  /** The same as an expected value. */
  static <V extends @Nullable Object> Check<V> isEqualTo(
      EncodedValue<V> expected, Comparison<V> comparison) {
    return actual -> {
      String difference = comparison.difference(expected.value(), actual);
      if (difference != null) {
        throw new Unmet(difference);
      }
    };
  }

  /** Not the same as a value. */
  static <V extends @Nullable Object> Check<V> notEqualTo(
      EncodedValue<V> unwanted, Comparison<V> comparison) {
    return actual -> {
      if (comparison.difference(unwanted.value(), actual) == null) {
        throw new Unmet("expected any other value than " + Shown.value(actual));
      }
    };
  }

  /** The same elements, the order left aside. */
  static <T extends @Nullable Object> Check<Iterable<T>> inAnyOrder(
      EncodedValue<List<T>> expected, Coder<T> coder) {
    return elements -> {
      List<T> wanted = expected.value();
      List<T> actual = list(elements);
      InAnyOrder<T> difference = InAnyOrder.of(wanted, actual, coder);
      if (!difference.isEmpty()) {
        throw new Unmet(difference.describe(wanted, actual));
      }
    };
  }

  /** An element of its own for each matcher, and no others. */
  static <T extends @Nullable Object> Check<Iterable<T>> matchedInAnyOrder(
      List<SerializableMatcher<? super T>> matchers) {
    List<SerializableMatcher<? super T>> serialisable = new ArrayList<>(matchers);
    return elements -> {
      String difference = MatchedInAnyOrder.difference(serialisable, list(elements));
      if (difference != null) {
        throw new Unmet(difference);
      }
    };
  }

  private static <T extends @Nullable Object> List<T> list(Iterable<T> elements) {
    List<T> list = new ArrayList<>();
    elements.forEach(list::add);
    return list;
  }
}
