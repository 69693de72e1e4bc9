package io.millrace.sdk.testing.differences;

import io.millrace.sdk.coders.Coder;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares a value with an expected one. Serialisable, immutable.
 *
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface Comparison<V extends @Nullable Object> extends Serializable {

  /** What is different, in words; null if nothing is. */
  @Nullable String difference(V expected, V actual);

  /** Of values as a whole; of long strings and of lists it shows where they part. */
  static <V extends @Nullable Object> Comparison<V> ofValues(Coder<V> coder) {
    return (expected, actual) ->
        new Sameness<>(coder).same(expected, actual)
            ? null
            : FirstDifference.describe(expected, actual);
  }

  /** Of maps, by their keys. */
  static <K extends @Nullable Object, V extends @Nullable Object> Comparison<Map<K, V>> ofMaps(
      Coder<V> valueCoder) {
    return (expected, actual) ->
        new MapDifference<>(expected, actual, new Sameness<>(valueCoder)::same).describe();
  }

  /** Of maps from a key to several values, whose order does not matter. */
  static <K extends @Nullable Object, V extends @Nullable Object>
      Comparison<Map<K, Iterable<V>>> ofMultimaps(Coder<V> valueCoder) {
    return (expected, actual) ->
        new MapDifference<K, Iterable<V>>(
                expected,
                actual,
                (left, right) -> InAnyOrder.of(list(left), list(right), valueCoder).isEmpty())
            .describe();
  }

  private static <V extends @Nullable Object> Collection<V> list(Iterable<V> values) {
    List<V> list = new ArrayList<>();
    values.forEach(list::add);
    return list;
  }
}
