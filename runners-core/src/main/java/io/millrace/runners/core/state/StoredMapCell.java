package io.millrace.runners.core.state;

import io.millrace.runners.core.state.StoredEntries.Entry;
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

/** One value for each key, in the order of the keys' bytes: a sub-key is a key. */
final class StoredMapCell<K extends @Nullable Object, V extends @Nullable Object> extends StoredCell
    implements MapState<K, V> {

  private final Copies<K> keyCopies;
  private final Copies<V> valueCopies;

  StoredMapCell(
      Place place,
      @Nullable StateTtl ttl,
      StoreSpace space,
      Copies<K> keyCopies,
      Copies<V> valueCopies) {
    super(place, ttl, space, keyCopies.stateId());
    this.keyCopies = keyCopies;
    this.valueCopies = valueCopies;
  }

  private byte @Nullable [] find(K key) {
    return living(bytes(keyCopies, key));
  }

  @Override
  public void put(K key, V value) {
    byte[] subKey = bytes(keyCopies, key);
    long written = hasTtl() ? writtenOver(living(subKey)) : written();
    begun().put(subKey, timed(written, valueCopies, value));
  }

  @Override
  public ReadableState<@Nullable V> computeIfAbsent(
      K key, Function<? super K, ? extends V> mappingFunction) {
    byte[] before = find(key);
    if (before != null) {
      return ReadableStates.immediate(value(valueCopies, before));
    }
    put(key, mappingFunction.apply(key));
    return none(null);
  }

  @Override
  public void remove(K key) {
    StoredEntries entries = entriesNow();
    if (entries != null) {
      entries.remove(bytes(keyCopies, key));
    }
  }

  @Override
  public ReadableState<@Nullable V> get(K key) {
    return getOrDefault(key, null);
  }

  @Override
  public ReadableState<@Nullable V> getOrDefault(K key, @Nullable V defaultValue) {
    byte[] content = find(key);
    return content == null
        ? none(defaultValue)
        : ReadableStates.immediate(value(valueCopies, content));
  }

  @SuppressWarnings("NullAway") // it takes type arguments for non-null
  private static <V extends @Nullable Object> ReadableState<@Nullable V> none(@Nullable V instead) {
    return ReadableStates.immediate(instead);
  }

  @Override
  public ReadableState<Iterable<K>> keys() {
    return ReadableStates.immediate(new MappedIterable<>(livingNow(), this::key));
  }

  private K key(Entry entry) {
    return decoded(keyCopies, entry.subKey(), 0);
  }

  private V value(Entry entry) {
    return value(valueCopies, entry.value());
  }

  @Override
  public ReadableState<Iterable<V>> values() {
    return ReadableStates.immediate(new MappedIterable<>(livingNow(), this::value));
  }

  @Override
  public ReadableState<Iterable<Map.Entry<K, V>>> entries() {
    return ReadableStates.immediate(
        new MappedIterable<>(
            livingNow(), entry -> new SimpleImmutableEntry<>(key(entry), value(entry))));
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    return ReadableStates.immediate(hasNone());
  }

  @Override
  void save(List<Entry> entries, EncodeBuffer to) {
    to.writeVarLong(entries.size());
    int timeBytes = timeBytes();
    for (Entry entry : entries) {
      to.write(entry.value(), 0, timeBytes);
      to.write(entry.subKey());
      to.write(entry.value(), timeBytes, entry.value().length - timeBytes);
    }
  }

  @Override
  void load(StoredEntries entries, DecodeBuffer in) throws IOException {
    for (long left = in.readVarLong(); left > 0; left--) {
      long written = loadTime(in);
      byte[] subKey = bytes(keyCopies, keyCopies.load(in));
      entries.put(subKey, timed(written, valueCopies, valueCopies.load(in)));
    }
  }
}
