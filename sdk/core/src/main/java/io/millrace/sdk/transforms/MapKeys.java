package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the key of each pair by what a function makes of it.
 *
 * <pre>{@code
 * pairs.apply(MapKeys.into(TypeDescriptors.strings()).via((Integer key) -> "#" + key));
 * }</pre>
 *
 * <p>Immutable; each method gives a changed copy.
 *
 * @param <K1> the type of the keys of the input
 * @param <K2> the type of the keys of the output
 * @param <V> the type of the values
 */
public class MapKeys<
        K1 extends @Nullable Object, K2 extends @Nullable Object, V extends @Nullable Object>
    extends PTransform<PCollection<KV<K1, V>>, PCollection<KV<K2, V>>> {

  // of interest while the pipeline is built; a type with open variables is not serialisable
  private final transient TypeDescriptor<K2> keyType;
  private final @Nullable SerializableFunction<K1, K2> fn;

  private MapKeys(@Nullable SerializableFunction<K1, K2> fn, TypeDescriptor<K2> keyType) {
    this.fn = fn;
    this.keyType = keyType;
  }

  /** The same with the given function. */
  public <NewValueT extends @Nullable Object, NewKeyT extends @Nullable Object>
      MapKeys<NewKeyT, K2, NewValueT> via(SerializableFunction<NewKeyT, K2> fn) {
    return new MapKeys<>(fn, keyType);
  }

  /** Gives keys of the given type; {@code via} says how. */
  public static <K2 extends @Nullable Object> MapKeys<?, K2, ?> into(TypeDescriptor<K2> keyType) {
    return new MapKeys<@Nullable Object, K2, @Nullable Object>(null, keyType);
  }

  /** The same with an output of its own, of the given type, for pairs on which it throws. */
  public <FailureT extends @Nullable Object>
      MapElements.MapWithFailures<KV<K1, V>, KV<K2, V>, FailureT> exceptionsInto(
          TypeDescriptor<FailureT> failureType) {
    return withFailures(new FailureOutput<>(failureType, null));
  }

  /** The same with an output of its own for what the handler makes of pairs and exceptions. */
  public <FailureT extends @Nullable Object>
      MapElements.MapWithFailures<KV<K1, V>, KV<K2, V>, FailureT> exceptionsVia(
          InferableFunction<WithFailures.ExceptionElement<KV<K1, V>>, FailureT> exceptionHandler) {
    return withFailures(FailureOutput.of(exceptionHandler));
  }

  private <FailureT extends @Nullable Object>
      MapElements.MapWithFailures<KV<K1, V>, KV<K2, V>, FailureT> withFailures(
          FailureOutput<KV<K1, V>, FailureT> failures) {
    return new MapElements.MapWithFailures<>(
        "MapKeysWithFailures", Contextful.fn(function()), inputType(), outputType(), failures);
  }

  private ProcessFunction<KV<K1, V>, KV<K2, V>> function() {
    SerializableFunction<K1, K2> given = fn;
    if (given == null) {
      throw new IllegalStateException(
          "MapKeys.into(" + keyType + ") says what keys become but not how: add .via(key -> ...)");
    }
    return new OnKey<>(given);
  }

  private TypeDescriptor<KV<K1, V>> inputType() {
    return new TypeDescriptor<KV<K1, V>>() {};
  }

  private TypeDescriptor<KV<K2, V>> outputType() {
    return TypeDescriptors.kvs(keyType, new TypeDescriptor<V>() {});
  }

  @Override
  public PCollection<KV<K2, V>> expand(PCollection<KV<K1, V>> input) {
    ElementDoFn.Map<KV<K1, V>, KV<K2, V>> onPair =
        new ElementDoFn.Map<>(function(), inputType(), outputType());
    return PairTypes.pairs(
        input.apply("MapKeys", ParDo.of(onPair)), keyType, PairTypes.value(input));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    SerializableFunction<K1, K2> given = fn;
    if (given != null) {
      ElementDoFn.describe(given, builder);
    }
  }

  private record OnKey<
          K1 extends @Nullable Object, K2 extends @Nullable Object, V extends @Nullable Object>(
      SerializableFunction<K1, K2> fn) implements ProcessFunction<KV<K1, V>, KV<K2, V>> {
    @Override
    public KV<K2, V> apply(KV<K1, V> pair) {
      return KV.of(fn.apply(pair.getKey()), pair.getValue());
    }
  }
}
