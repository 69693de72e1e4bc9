package io.millrace.sdk.testing;

import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.testing.differences.Shown;
import io.millrace.sdk.values.KV;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an assertion takes the elements of a collection for.
 *
 * @param <T> the type of the elements
 * @param <V> the type of the whole
 */
@FunctionalInterface
interface Shape<T extends @Nullable Object, V extends @Nullable Object> extends Serializable {

  /**
   * The whole.
   *
   * @throws Unmet if the elements have not this shape
   */
  V of(List<T> elements);

  /** The elements themselves. */
  static <T extends @Nullable Object> Shape<T, Iterable<T>> elements() {
    return elements -> elements;
  }

  /** The one element that there is. */
  static <T extends @Nullable Object> Shape<T, T> singleton() {
    return elements -> {
      if (elements.size() != 1) {
        throw new Unmet(
            "expected exactly one element, but there are "
                + (elements.isEmpty()
                    ? "none"
                    : elements.size() + ": " + Shown.elements(elements)));
      }
      return elements.get(0);
    };
  }

  /** A map, whose keys are the same if they are encoded in the same way. */
  static <K extends @Nullable Object, V extends @Nullable Object> Shape<KV<K, V>, Map<K, V>> map(
      KvCoder<K, V> coder) {
    return elements -> {
      Map<K, V> map = new LinkedHashMap<>();
      multimap(coder).of(elements).forEach((key, values) -> map.put(key, only(key, values)));
      return map;
    };
  }

  private static <V extends @Nullable Object> V only(@Nullable Object key, Iterable<V> values) {
    List<V> list = new ArrayList<>();
    values.forEach(list::add);
    if (list.size() > 1) {
      throw new Unmet(
          String.format(
              "expected one value for each key, but %s has %d: %s",
              Shown.value(key), list.size(), Shown.elements(list)));
    }
    return list.get(0);
  }

  /** A map to all values of each key. */
  static <K extends @Nullable Object, V extends @Nullable Object>
      Shape<KV<K, V>, Map<K, Iterable<V>>> multimap(KvCoder<K, V> coder) {
    return elements -> {
      Map<Object, List<V>> byStructure = new HashMap<>();
      Map<K, Iterable<V>> map = new LinkedHashMap<>();
      for (KV<K, V> element : elements) {
        Object structure = coder.getKeyCoder().structuralValue(element.getKey());
        List<V> values = byStructure.get(structure);
        if (values == null) {
          values = new ArrayList<>();
          byStructure.put(structure, values);
          map.put(element.getKey(), values);
        }
        values.add(element.getValue());
      }
      return map;
    };
  }
}
