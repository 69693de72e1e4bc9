package io.millrace.sdk.transforms;

import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges key and value of each pair.
 *
 * @param <K> the type of the keys of the input
 * @param <V> the type of the values of the input
 */
public class KvSwap<K extends @Nullable Object, V extends @Nullable Object>
    extends PTransform<PCollection<KV<K, V>>, PCollection<KV<V, K>>> {

  private KvSwap() {}

  /** Exchanges key and value of each pair. */
  public static <K extends @Nullable Object, V extends @Nullable Object> KvSwap<K, V> create() {
    return new KvSwap<>();
  }

  @Override
  public PCollection<KV<V, K>> expand(PCollection<KV<K, V>> input) {
    ElementDoFn.Map<KV<K, V>, KV<V, K>> fn =
        new ElementDoFn.Map<>(
            new Swap<>(), new TypeDescriptor<KV<K, V>>() {}, new TypeDescriptor<KV<V, K>>() {});
    return PairTypes.pairs(
        input.apply("Map", ParDo.of(fn)), PairTypes.value(input), PairTypes.key(input));
  }

  private record Swap<K extends @Nullable Object, V extends @Nullable Object>()
      implements ProcessFunction<KV<K, V>, KV<V, K>> {
    @Override
    public KV<V, K> apply(KV<K, V> pair) {
      return KV.of(pair.getValue(), pair.getKey());
    }
  }
}
