package io.millrace.sdk.state;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Any number of values for each key; two keys are the same if their encoded forms are, and equal
 * values are kept apart. What a method answers is as of its call.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface MultimapState<K extends @Nullable Object, V extends @Nullable Object>
    extends State {

  /** Adds a value to those of the key. */
  void put(K key, V value);

  /** The values of the key, none if it is not there. */
  ReadableState<Iterable<V>> get(K key);

  /** Removes the key with all its values. */
  void remove(K key);

  /** All keys, each of them once. They need not fit into memory. */
  ReadableState<Iterable<K>> keys();

  /** All values, each with its key. They need not fit into memory. */
  ReadableState<Iterable<Map.Entry<K, V>>> entries();

  /** Whether the key has a value. */
  ReadableState<Boolean> containsKey(K key);

  /** Whether there are no keys. */
  ReadableState<Boolean> isEmpty();
}
