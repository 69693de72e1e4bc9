package io.millrace.runners.core.state;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values by the structural value of their key, in the order in which the keys came. */
final class TimedEntries<K extends @Nullable Object, V extends @Nullable Object> {

  /**
   * A key with its value.
   *
   * @param written the time of writing
   */
  record TimedEntry<K extends @Nullable Object, V extends @Nullable Object>(
      K key, V value, long written) {}

  private final Map<Object, TimedEntry<K, V>> entries = new LinkedHashMap<>();

  /** The entry of a key; null if there is none, or if it is over. */
  @Nullable TimedEntry<K, V> get(Cell cell, Object structuralKey) {
    TimedEntry<K, V> entry = entries.get(structuralKey);
    return entry == null || cell.isOver(entry.written) ? null : entry;
  }

  void put(Cell cell, Object structuralKey, K key, V value) {
    TimedEntry<K, V> before = get(cell, structuralKey);
    long written = before == null ? cell.written() : cell.written(before.written);
    entries.put(structuralKey, new TimedEntry<>(key, value, written));
  }

  void remove(Object structuralKey) {
    entries.remove(structuralKey);
  }

  boolean hasNone() {
    return entries.isEmpty();
  }

  /** Those that are not over, as of now. */
  List<TimedEntry<K, V>> list(Cell cell) {
    List<TimedEntry<K, V>> list = new ArrayList<>(entries.size());
    entries
        .values()
        .forEach(
            entry -> {
              if (!cell.isOver(entry.written)) {
                list.add(entry);
              }
            });
    return list;
  }

  boolean isEmpty(Cell cell) {
    return entries.values().stream().allMatch(entry -> cell.isOver(entry.written));
  }

  /** See {@link Cell#freeIn}. */
  long free(Cell cell) {
    entries.values().removeIf(entry -> cell.isOver(entry.written));
    return entries.values().stream().mapToLong(TimedEntry::written).min().orElse(Long.MAX_VALUE);
  }

  /** Writes the value of an entry. */
  interface ValueOut<V extends @Nullable Object> {
    void save(V value, EncodeBuffer out) throws IOException;
  }

  /** Reads the value of an entry. */
  interface ValueIn<V extends @Nullable Object> {
    V load(DecodeBuffer in) throws IOException;
  }

  /** See {@link Cell#save}. */
  void save(Cell cell, Copies<K> keys, ValueOut<V> values, EncodeBuffer out) throws IOException {
    out.writeVarLong(entries.size());
    for (TimedEntry<K, V> entry : entries.values()) {
      cell.saveTime(entry.written, out);
      keys.save(entry.key, out);
      values.save(entry.value, out);
    }
  }

  /** See {@link Cell#load}. */
  static <K extends @Nullable Object, V extends @Nullable Object> TimedEntries<K, V> load(
      Cell cell, Coder<K> keyCoder, Copies<K> keys, ValueIn<V> values, DecodeBuffer in)
      throws IOException {
    TimedEntries<K, V> loaded = new TimedEntries<>();
    for (long left = in.readVarLong(); left > 0; left--) {
      long written = cell.loadTime(in);
      K key = keys.load(in);
      loaded.entries.put(
          keyCoder.structuralValue(key), new TimedEntry<>(key, values.load(in), written));
    }
    return loaded;
  }
}
