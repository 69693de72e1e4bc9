package io.millrace.runners.core.state;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.state.MapState;
import io.millrace.sdk.state.ReadableState;
import io.millrace.sdk.state.ReadableStates;
import io.millrace.sdk.state.StateTtl;
import java.io.IOException;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One value for each key. */
final class MapCell<K extends @Nullable Object, V extends @Nullable Object> extends Cell
    implements MapState<K, V> {

  private final Coder<K> keyCoder;
  private final Copies<K> keyCopies;
  private final Copies<V> valueCopies;

  MapCell(
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
  private @Nullable TimedEntries<K, V> entriesNow() {
    return (TimedEntries<K, V>) content();
  }

  private List<TimedEntries.TimedEntry<K, V>> listNow() {
    TimedEntries<K, V> entries = entriesNow();
    return entries == null ? List.of() : entries.list(this);
  }

  private TimedEntries.@Nullable TimedEntry<K, V> find(K key) {
    TimedEntries<K, V> entries = entriesNow();
    return entries == null ? null : entries.get(this, keyCoder.structuralValue(key));
  }

  @Override
  public void put(K key, V value) {
    TimedEntries<K, V> entries = entriesNow();
    if (entries == null) {
      entries = new TimedEntries<>();
      content(entries);
    }
    K kept = keyCopies.of(key);
    entries.put(this, keyCoder.structuralValue(kept), kept, valueCopies.of(value));
  }

  @Override
  public ReadableState<@Nullable V> computeIfAbsent(
      K key, Function<? super K, ? extends V> mappingFunction) {
    TimedEntries.TimedEntry<K, V> before = find(key);
    if (before != null) {
      return ReadableStates.immediate(valueCopies.of(before.value()));
    }
    put(key, mappingFunction.apply(key));
    return none(null);
  }

  @Override
  public void remove(K key) {
    TimedEntries<K, V> entries = entriesNow();
    if (entries != null) {
      entries.remove(keyCoder.structuralValue(key));
      if (entries.hasNone()) {
        clear();
      }
    }
  }

  @Override
  public ReadableState<@Nullable V> get(K key) {
    return getOrDefault(key, null);
  }

  @Override
  public ReadableState<@Nullable V> getOrDefault(K key, @Nullable V defaultValue) {
    TimedEntries.TimedEntry<K, V> entry = find(key);
    return entry == null
        ? none(defaultValue)
        : ReadableStates.immediate(valueCopies.of(entry.value()));
  }

  @SuppressWarnings("NullAway") // it takes type arguments for non-null
  private static <V extends @Nullable Object> ReadableState<@Nullable V> none(@Nullable V instead) {
    return ReadableStates.immediate(instead);
  }

  @Override
  public ReadableState<Iterable<K>> keys() {
    return ReadableStates.immediate(
        new MappedIterable<>(listNow(), entry -> keyCopies.of(entry.key())));
  }

  @Override
  public ReadableState<Iterable<V>> values() {
    return ReadableStates.immediate(
        new MappedIterable<>(listNow(), entry -> valueCopies.of(entry.value())));
  }

  @Override
  public ReadableState<Iterable<Map.Entry<K, V>>> entries() {
    return ReadableStates.immediate(
        new MappedIterable<>(
            listNow(),
            entry ->
                new SimpleImmutableEntry<>(
                    keyCopies.of(entry.key()), valueCopies.of(entry.value()))));
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    TimedEntries<K, V> entries = entriesNow();
    return ReadableStates.immediate(entries == null || entries.isEmpty(this));
  }

  @Override
  @SuppressWarnings("unchecked") // as above
  long freeIn(Object content) {
    return ((TimedEntries<K, V>) content).free(this);
  }

  @Override
  @SuppressWarnings("unchecked") // this cell has put it there
  void save(Object content, EncodeBuffer out) throws IOException {
    ((TimedEntries<K, V>) content).save(this, keyCopies, valueCopies::save, out);
  }

  @Override
  Object load(DecodeBuffer in) throws IOException {
    return TimedEntries.<K, V>load(this, keyCoder, keyCopies, valueCopies::load, in);
  }
}
