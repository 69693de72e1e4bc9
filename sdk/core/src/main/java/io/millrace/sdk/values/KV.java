package io.millrace.sdk.values;

import io.millrace.sdk.transforms.SerializableComparator;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An immutable pair of key and value; either may be null if its coder takes nulls. */
public final class KV<K extends @Nullable Object, V extends @Nullable Object>
    implements Serializable {
  private static final long serialVersionUID = 1;

  private final K key;
  private final V value;

  private KV(K key, V value) {
    this.key = key;
    this.value = value;
  }

  /** Pairs {@code key} with {@code value}. */
  public static <K extends @Nullable Object, V extends @Nullable Object> KV<K, V> of(
      K key, V value) {
    return new KV<>(key, value);
  }

  /** The key. */
  public K getKey() {
    return key;
  }

  /** The value. */
  public V getValue() {
    return value;
  }

  /** Equal to pairs with equal key and equal value; arrays are compared by content. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other == this
        || (other instanceof KV<?, ?> that
            && Objects.deepEquals(key, that.key)
            && Objects.deepEquals(value, that.value));
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(new Object[] {key, value});
  }

  @Override
  public String toString() {
    return "KV{" + key + ", " + value + "}";
  }

  /** Orders pairs by key. */
  public static class OrderByKey<K extends Comparable<? super K>, V extends @Nullable Object>
      implements SerializableComparator<KV<K, V>> {

    private static final long serialVersionUID = 1;

    @Override
    public int compare(KV<K, V> a, KV<K, V> b) {
      return a.getKey().compareTo(b.getKey());
    }
  }

  /** Orders pairs by value. */
  public static class OrderByValue<K extends @Nullable Object, V extends Comparable<? super V>>
      implements SerializableComparator<KV<K, V>> {

    private static final long serialVersionUID = 1;

    @Override
    public int compare(KV<K, V> a, KV<K, V> b) {
      return a.getValue().compareTo(b.getValue());
    }
  }
}
