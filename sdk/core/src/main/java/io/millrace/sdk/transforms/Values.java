package io.millrace.sdk.transforms;

import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Takes the value of each pair.
 *
 * @param <V> the type of the values
 */
public class Values<V extends @Nullable Object>
    extends PTransform<PCollection<? extends KV<?, V>>, PCollection<V>> {

  private Values() {}

  /** Takes the value of each pair. */
  public static <V extends @Nullable Object> Values<V> create() {
    return new Values<>();
  }

  @Override
  public PCollection<V> expand(PCollection<? extends KV<?, V>> input) {
    ElementDoFn.Map<KV<?, V>, V> fn =
        new ElementDoFn.Map<>(
            new ValueOf<>(), new TypeDescriptor<KV<?, V>>() {}, new TypeDescriptor<V>() {});
    return PairTypes.values(input.apply("Map", ParDo.of(fn)), input);
  }

  private record ValueOf<V extends @Nullable Object>() implements ProcessFunction<KV<?, V>, V> {
    @Override
    public V apply(KV<?, V> pair) {
      return pair.getValue();
    }
  }
}
