package io.millrace.sdk.values;

import io.millrace.sdk.coders.Coder;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map whose keys are the same if their encoded forms are, as in a grouping: arrays can be keys.
 * Entries can be added, not removed; the thread-safety is that of a {@link LinkedHashMap}.
 */
final class StructuralMap<K extends @Nullable Object, V extends @Nullable Object>
    extends AbstractMap<K, V> {

  private final Coder<K> coder;
  private final Map<Object, Map.Entry<K, V>> entries = new LinkedHashMap<>();

  StructuralMap(Coder<K> coder) {
    this.coder = coder;
  }

  @Override
  public @Nullable V put(K key, V value) {
    Map.Entry<K, V> present =
        entries.putIfAbsent(coder.structuralValue(key), new SimpleEntry<>(key, value));
    return present == null ? null : present.setValue(value);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return entry(key) != null;
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    Map.Entry<K, V> entry = entry(key);
    return entry == null ? null : entry.getValue();
  }

  /** No entry for an object that is not of the type of the keys. */
  @SuppressWarnings({"unchecked", "NullAway"}) // coders refuse what they do not take
  private Map.@Nullable Entry<K, V> entry(@Nullable Object key) {
    Object structure;
    try {
      structure = coder.structuralValue((K) key);
    } catch (ClassCastException | IllegalArgumentException | NullPointerException e) {
      return null;
    }
    return entries.get(structure);
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<K, V>> iterator() {
        return entries.values().iterator();
      }

      @Override
      public int size() {
        return entries.size();
      }
    };
  }
}
