package io.millrace.sdk.state;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Values by key; two keys are the same if their encoded forms are. Entries are fetched one by one,
 * as they are asked for. What a method answers is as of its call.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface MapState<K extends @Nullable Object, V extends @Nullable Object> extends State {

  /** Puts a value in the place of the one that the key has, if it has one. */
  void put(K key, V value);

  /**
   * Puts a value if the key has none.
   *
   * @return the value that the key had before, or null
   */
  default ReadableState<@Nullable V> putIfAbsent(K key, V value) {
    return computeIfAbsent(key, k -> value);
  }

  /**
   * Puts what the function makes of the key, if the key has no value; does so even if nobody reads
   * the answer.
   *
   * @return the value that the key had before, or null
   */
  ReadableState<@Nullable V> computeIfAbsent(
      K key, Function<? super K, ? extends V> mappingFunction);

  /** Removes the key and its value, if it has one. */
  void remove(K key);

  /** The value of the key, or null. */
  ReadableState<@Nullable V> get(K key);

  /** The value of the key, or the one given. */
  ReadableState<@Nullable V> getOrDefault(K key, @Nullable V defaultValue);

  /** All keys. They need not fit into memory. */
  ReadableState<Iterable<K>> keys();

  /** The values of all keys. They need not fit into memory. */
  ReadableState<Iterable<V>> values();

  /** All keys with their values. They need not fit into memory. */
  ReadableState<Iterable<Map.Entry<K, V>>> entries();

  /** Whether there are no keys. */
  ReadableState<Boolean> isEmpty();
}
