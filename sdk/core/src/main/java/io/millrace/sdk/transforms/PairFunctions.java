package io.millrace.sdk.transforms;

import io.millrace.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/** Functions of pairs that transforms are made of. Classes, for lambdas have no stable names. */
final class PairFunctions {

  private PairFunctions() {}

  /** A pair without key. */
  static final class WithoutKey<V extends @Nullable Object>
      implements SerializableFunction<V, KV<Void, V>> {
    private static final long serialVersionUID = 1;

    @Override
    @SuppressWarnings("NullAway") // null is the only value of Void
    public KV<Void, V> apply(V value) {
      return KV.of(null, value);
    }
  }

  /** A pair without value. */
  static final class WithoutValue<K extends @Nullable Object>
      implements SerializableFunction<K, KV<K, Void>> {
    private static final long serialVersionUID = 1;

    @Override
    @SuppressWarnings("NullAway") // null is the only value of Void
    public KV<K, Void> apply(K key) {
      return KV.of(key, null);
    }
  }

  /** The value of a pair. */
  static final class ValueOf<K extends @Nullable Object, V extends @Nullable Object>
      implements SerializableFunction<KV<K, V>, V> {
    private static final long serialVersionUID = 1;

    @Override
    public V apply(KV<K, V> kv) {
      return kv.getValue();
    }
  }

  /** A pair whose key is the first half of a key. */
  static final class FirstHalfOfKey<
          K extends @Nullable Object, L extends @Nullable Object, V extends @Nullable Object>
      implements SerializableFunction<KV<KV<K, L>, V>, KV<K, V>> {
    private static final long serialVersionUID = 1;

    @Override
    public KV<K, V> apply(KV<KV<K, L>, V> kv) {
      return KV.of(kv.getKey().getKey(), kv.getValue());
    }
  }

  /** The same number for every key. */
  static final class Constant<K extends @Nullable Object>
      implements SerializableFunction<K, Integer> {
    private static final long serialVersionUID = 1;

    private final int number;

    Constant(int number) {
      this.number = number;
    }

    @Override
    public Integer apply(K key) {
      return number;
    }
  }
}
