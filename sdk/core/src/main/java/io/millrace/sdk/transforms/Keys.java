package io.millrace.sdk.transforms;

import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Takes the key of each pair.
 *
 * @param <K> the type of the keys
 */
public class Keys<K extends @Nullable Object>
    extends PTransform<PCollection<? extends KV<K, ?>>, PCollection<K>> {

  private Keys() {}

  /** Takes the key of each pair. */
  public static <K extends @Nullable Object> Keys<K> create() {
    return new Keys<>();
  }

  @Override
  public PCollection<K> expand(PCollection<? extends KV<K, ?>> input) {
    ElementDoFn.Map<KV<K, ?>, K> fn =
        new ElementDoFn.Map<>(
            new KeyOf<>(), new TypeDescriptor<KV<K, ?>>() {}, new TypeDescriptor<K>() {});
    return PairTypes.keys(input.apply("Map", ParDo.of(fn)), input);
  }

  private record KeyOf<K extends @Nullable Object>() implements ProcessFunction<KV<K, ?>, K> {
    @Override
    public K apply(KV<K, ?> pair) {
      return pair.getKey();
    }
  }
}
