package io.millrace.sdk.values;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.ViewFn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pairs of a window by key. */
final class MapViewFns {

  private MapViewFns() {}

  static final class OfMap<K extends @Nullable Object, V extends @Nullable Object>
      extends ViewFn<KV<K, V>, Map<K, V>> {

    private static final long serialVersionUID = 1;

    private final String view;
    private final @Nullable Coder<K> comparedBy;

    OfMap(String view, Coder<K> keyCoder) {
      this.view = view;
      this.comparedBy = comparedBy(keyCoder);
    }

    @Override
    public Map<K, V> apply(Iterable<KV<K, V>> content) {
      Map<K, V> map = newMap(comparedBy, content);
      for (KV<K, V> pair : content) {
        int before = map.size();
        V other = map.put(pair.getKey(), pair.getValue());
        if (map.size() == before) {
          throw new IllegalArgumentException(
              String.format(
                  "The map view %s was read in a window that has several values for the key %s,"
                      + " among them %s and %s. Combine them into one first, e.g. with"
                      + " Combine.perKey(...), or use View.asMultimap().",
                  view, pair.getKey(), other, pair.getValue()));
        }
      }
      return Collections.unmodifiableMap(map);
    }
  }

  static final class OfMultimap<K extends @Nullable Object, V extends @Nullable Object>
      extends ViewFn<KV<K, V>, Map<K, Iterable<V>>> {

    private static final long serialVersionUID = 1;

    private final @Nullable Coder<K> comparedBy;

    OfMultimap(Coder<K> keyCoder) {
      this.comparedBy = comparedBy(keyCoder);
    }

    @Override
    public Map<K, Iterable<V>> apply(Iterable<KV<K, V>> content) {
      Map<K, List<V>> lists = newMap(comparedBy, List.of());
      for (KV<K, V> pair : content) {
        lists.computeIfAbsent(pair.getKey(), k -> new ArrayList<>(1)).add(pair.getValue());
      }
      lists.replaceAll((k, values) -> Collections.unmodifiableList(values));
      return Collections.unmodifiableMap(lists);
    }
  }

  /**
   * The coder by whose structural values keys are compared; null to compare the keys themselves,
   * which is the same where it is possible, and the only way where bytes are not reliable.
   */
  private static <K extends @Nullable Object> @Nullable Coder<K> comparedBy(Coder<K> keyCoder) {
    if (keyCoder.consistentWithEquals()) {
      return null;
    }
    try {
      keyCoder.verifyDeterministic();
      return keyCoder;
    } catch (Coder.NonDeterministicException e) {
      return null;
    }
  }

  private static <K extends @Nullable Object, V extends @Nullable Object> Map<K, V> newMap(
      @Nullable Coder<K> comparedBy, Iterable<?> content) {
    if (comparedBy != null) {
      return new StructuralMap<>(comparedBy);
    }
    int expected = content instanceof Collection<?> collection ? collection.size() : 0;
    return new LinkedHashMap<>(Math.max(16, (int) Math.min(1 << 30, expected / 0.75 + 1)));
  }
}
