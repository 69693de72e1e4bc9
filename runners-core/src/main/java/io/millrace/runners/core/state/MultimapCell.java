package io.millrace.runners.core.state;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.state.MultimapState;
import io.millrace.sdk.state.ReadableState;
import io.millrace.sdk.state.ReadableStates;
import io.millrace.sdk.state.StateTtl;
import java.io.IOException;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Any number of values for each key. */
final class MultimapCell<K extends @Nullable Object, V extends @Nullable Object> extends Cell
    implements MultimapState<K, V> {

  private record Values<K extends @Nullable Object, V extends @Nullable Object>(
      K key, TimedValues<V> values) {}

  private final Coder<K> keyCoder;
  private final Copies<K> keyCopies;
  private final Copies<V> valueCopies;

  MultimapCell(
      Place place,
      @Nullable StateTtl ttl,
      Coder<K> keyCoder,
      Copies<K> keyCopies,
      Copies<V> valueCopies) {
    super(place, ttl);
    this.keyCoder = keyCoder;
    this.keyCopies = keyCopies;
    this.valueCopies = valueCopies;
  }

  @SuppressWarnings("unchecked") // this cell has put it there
  private @Nullable Map<Object, Values<K, V>> byKey() {
    return (Map<Object, Values<K, V>>) content();
  }

  private List<Values<K, V>> listNow() {
    Map<Object, Values<K, V>> byKey = byKey();
    List<Values<K, V>> list = new ArrayList<>();
    if (byKey != null) {
      for (Values<K, V> values : byKey.values()) {
        if (!values.values.isEmpty(this)) {
          list.add(values);
        }
      }
    }
    return list;
  }

  private @Nullable Values<K, V> find(K key) {
    Map<Object, Values<K, V>> byKey = byKey();
    return byKey == null ? null : byKey.get(keyCoder.structuralValue(key));
  }

  @Override
  public void put(K key, V value) {
    Map<Object, Values<K, V>> byKey = byKey();
    if (byKey == null) {
      byKey = new LinkedHashMap<>();
      content(byKey);
    }
    K kept = keyCopies.of(key);
    byKey
        .computeIfAbsent(
            keyCoder.structuralValue(kept), k -> new Values<>(kept, new TimedValues<>()))
        .values
        .add(this, valueCopies.of(value));
  }

  @Override
  public ReadableState<Iterable<V>> get(K key) {
    Values<K, V> values = find(key);
    return ReadableStates.immediate(
        values == null ? List.of() : values.values.read(this, valueCopies));
  }

  @Override
  public void remove(K key) {
    Map<Object, Values<K, V>> byKey = byKey();
    if (byKey != null) {
      byKey.remove(keyCoder.structuralValue(key));
      if (byKey.isEmpty()) {
        clear();
      }
    }
  }

  @Override
  public ReadableState<Iterable<K>> keys() {
    return ReadableStates.immediate(
        new MappedIterable<>(listNow(), values -> keyCopies.of(values.key)));
  }

  @Override
  public ReadableState<Iterable<Map.Entry<K, V>>> entries() {
    List<Map.Entry<K, V>> entries = new ArrayList<>();
    for (Values<K, V> values : listNow()) {
      for (V value : values.values.read(this, valueCopies)) {
        entries.add(new SimpleImmutableEntry<>(keyCopies.of(values.key), value));
      }
    }
    return ReadableStates.immediate(entries);
  }

  @Override
  public ReadableState<Boolean> containsKey(K key) {
    Values<K, V> values = find(key);
    return ReadableStates.immediate(values != null && !values.values.isEmpty(this));
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    return ReadableStates.immediate(listNow().isEmpty());
  }

  @Override
  @SuppressWarnings("unchecked") // as above
  long freeIn(Object content) {
    long[] oldest = {Long.MAX_VALUE};
    ((Map<Object, Values<K, V>>) content)
        .values()
        .removeIf(
            values -> {
              long left = values.values.free(this);
              oldest[0] = Math.min(oldest[0], left);
              return left == Long.MAX_VALUE;
            });
    return oldest[0];
  }

  @Override
  @SuppressWarnings("unchecked") // this cell has put it there
  void save(Object content, EncodeBuffer out) throws IOException {
    Collection<Values<K, V>> all = ((Map<Object, Values<K, V>>) content).values();
    out.writeVarLong(all.size());
    for (Values<K, V> values : all) {
      keyCopies.save(values.key, out);
      values.values.save(this, valueCopies, out);
    }
  }

  @Override
  Object load(DecodeBuffer in) throws IOException {
    Map<Object, Values<K, V>> byKey = new LinkedHashMap<>();
    for (long left = in.readVarLong(); left > 0; left--) {
      K key = keyCopies.load(in);
      TimedValues<V> values = TimedValues.load(this, valueCopies, in);
      byKey.put(keyCoder.structuralValue(key), new Values<>(key, values));
    }
    return byKey;
  }
}
