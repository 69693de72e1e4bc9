package io.millrace.runners.core.state;

import io.millrace.runners.core.state.StoredEntries.Entry;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.state.MultimapState;
import io.millrace.sdk.state.ReadableState;
import io.millrace.sdk.state.ReadableStates;
import io.millrace.sdk.state.StateTtl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Any number of values for each key: a sub-key is a key, behind its length, and a number. Keys come
 * in the order of their lengths and bytes, the values of each as they were added.
 */
final class StoredMultimapCell<K extends @Nullable Object, V extends @Nullable Object>
    extends StoredCell implements MultimapState<K, V> {

  private final Copies<K> keyCopies;
  private final Copies<V> valueCopies;
  private final EncodeBuffer out = new EncodeBuffer();

  StoredMultimapCell(
      Place place,
      @Nullable StateTtl ttl,
      StoreSpace space,
      Copies<K> keyCopies,
      Copies<V> valueCopies) {
    super(place, ttl, space, keyCopies.stateId());
    this.keyCopies = keyCopies;
    this.valueCopies = valueCopies;
  }

  /** What the sub-keys of a key begin with. */
  private byte[] beginning(K key) {
    byte[] bytes = bytes(keyCopies, key);
    out.reset();
    ByteKeys.write(bytes, bytes.length, out);
    return out.toByteArray();
  }

  private static byte[] beginning(Entry entry) {
    return Arrays.copyOf(entry.subKey(), entry.subKey().length - Long.BYTES);
  }

  private K key(byte[] beginning) {
    try {
      DecodeBuffer in = new DecodeBuffer(beginning);
      in.readVarLong();
      return decoded(keyCopies, beginning, in.position());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void put(K key, V value) {
    byte[] subKey = numbered(beginning(key));
    begun().put(subKey, timed(written(), valueCopies, value));
  }

  @Override
  public ReadableState<Iterable<V>> get(K key) {
    byte[] beginning = beginning(key);
    return ReadableStates.immediate(
        new MappedIterable<>(
            livingNow(beginning, ByteKeys.after(beginning)),
            entry -> value(valueCopies, entry.value())));
  }

  @Override
  public void remove(K key) {
    byte[] beginning = beginning(key);
    removeRange(beginning, ByteKeys.after(beginning));
  }

  /** Entries with those of the same key side by side, as lists. */
  private static List<List<Entry>> byKey(List<Entry> entries) {
    List<List<Entry>> byKey = new ArrayList<>();
    byte[] last = null;
    for (Entry entry : entries) {
      byte[] beginning = beginning(entry);
      if (last == null || !Arrays.equals(last, beginning)) {
        byKey.add(new ArrayList<>());
        last = beginning;
      }
      byKey.get(byKey.size() - 1).add(entry);
    }
    return byKey;
  }

  @Override
  public ReadableState<Iterable<K>> keys() {
    return ReadableStates.immediate(
        new MappedIterable<>(byKey(livingNow()), entries -> key(beginning(entries.get(0)))));
  }

  @Override
  public ReadableState<Iterable<Map.Entry<K, V>>> entries() {
    return ReadableStates.immediate(
        new MappedIterable<>(
            livingNow(),
            entry ->
                new SimpleImmutableEntry<>(
                    key(beginning(entry)), value(valueCopies, entry.value()))));
  }

  @Override
  public ReadableState<Boolean> containsKey(K key) {
    byte[] beginning = beginning(key);
    return ReadableStates.immediate(firstLiving(beginning, ByteKeys.after(beginning)) != null);
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    return ReadableStates.immediate(hasNone());
  }

  @Override
  void save(List<Entry> entries, EncodeBuffer to) throws IOException {
    List<List<Entry>> byKey = byKey(entries);
    to.writeVarLong(byKey.size());
    for (List<Entry> values : byKey) {
      byte[] beginning = beginning(values.get(0));
      DecodeBuffer in = new DecodeBuffer(beginning);
      in.readVarLong();
      to.write(beginning, in.position(), in.remaining());
      saveContents(values, to);
    }
  }

  @Override
  void load(StoredEntries entries, DecodeBuffer in) throws IOException {
    for (long keys = in.readVarLong(); keys > 0; keys--) {
      byte[] beginning = beginning(keyCopies.load(in));
      for (long left = in.readVarLong(); left > 0; left--) {
        byte[] content = loadTimed(valueCopies, in);
        entries.put(numbered(beginning), content);
      }
    }
  }
}
