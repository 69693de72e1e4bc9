package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the value of each pair by what a function makes of it.
 *
 * <pre>{@code
 * pairs.apply(MapValues.into(TypeDescriptors.integers()).via((String value) -> value.length()));
 * }</pre>
 *
 * <p>Immutable; each method gives a changed copy.
 *
 * @param <K> the type of the keys
 * @param <V1> the type of the values of the input
 * @param <V2> the type of the values of the output
 */
public class MapValues<
        K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>
    extends PTransform<PCollection<KV<K, V1>>, PCollection<KV<K, V2>>> {

  // of interest while the pipeline is built; a type with open variables is not serialisable
  private final transient TypeDescriptor<V2> valueType;
  private final @Nullable SerializableFunction<V1, V2> fn;

  private MapValues(@Nullable SerializableFunction<V1, V2> fn, TypeDescriptor<V2> valueType) {
    this.fn = fn;
    this.valueType = valueType;
  }

  /** The same with the given function. */
  public <NewKeyT extends @Nullable Object, NewValueT extends @Nullable Object>
      MapValues<NewKeyT, NewValueT, V2> via(SerializableFunction<NewValueT, V2> fn) {
    return new MapValues<>(fn, valueType);
  }

  /** Gives values of the given type; {@code via} says how. */
  public static <V2 extends @Nullable Object> MapValues<?, ?, V2> into(
      TypeDescriptor<V2> valueType) {
    return new MapValues<@Nullable Object, @Nullable Object, V2>(null, valueType);
  }

  /** The same with an output of its own, of the given type, for pairs on which it throws. */
  public <FailureT extends @Nullable Object>
      MapElements.MapWithFailures<KV<K, V1>, KV<K, V2>, FailureT> exceptionsInto(
          TypeDescriptor<FailureT> failureType) {
    return withFailures(new FailureOutput<>(failureType, null));
  }

  /** The same with an output of its own for what the handler makes of pairs and exceptions. */
  public <FailureT extends @Nullable Object>
      MapElements.MapWithFailures<KV<K, V1>, KV<K, V2>, FailureT> exceptionsVia(
          InferableFunction<WithFailures.ExceptionElement<KV<K, V1>>, FailureT> exceptionHandler) {
    return withFailures(FailureOutput.of(exceptionHandler));
  }

  private <FailureT extends @Nullable Object>
      MapElements.MapWithFailures<KV<K, V1>, KV<K, V2>, FailureT> withFailures(
          FailureOutput<KV<K, V1>, FailureT> failures) {
    return new MapElements.MapWithFailures<>(
        "MapValuesWithFailures", Contextful.fn(function()), inputType(), outputType(), failures);
  }

  private ProcessFunction<KV<K, V1>, KV<K, V2>> function() {
    SerializableFunction<V1, V2> given = fn;
    if (given == null) {
      throw new IllegalStateException(
          "MapValues.into("
              + valueType
              + ") says what values become but not how: add .via(value -> ...)");
    }
    return new OnValue<>(given);
  }

  private TypeDescriptor<KV<K, V1>> inputType() {
    return new TypeDescriptor<KV<K, V1>>() {};
  }

  private TypeDescriptor<KV<K, V2>> outputType() {
    return TypeDescriptors.kvs(new TypeDescriptor<K>() {}, valueType);
  }

  @Override
  public PCollection<KV<K, V2>> expand(PCollection<KV<K, V1>> input) {
    ElementDoFn.Map<KV<K, V1>, KV<K, V2>> onPair =
        new ElementDoFn.Map<>(function(), inputType(), outputType());
    return PairTypes.pairs(
        input.apply("MapValues", ParDo.of(onPair)), PairTypes.key(input), valueType);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    SerializableFunction<V1, V2> given = fn;
    if (given != null) {
      ElementDoFn.describe(given, builder);
    }
  }

  private record OnValue<
          K extends @Nullable Object, V1 extends @Nullable Object, V2 extends @Nullable Object>(
      SerializableFunction<V1, V2> fn) implements ProcessFunction<KV<K, V1>, KV<K, V2>> {
    @Override
    public KV<K, V2> apply(KV<K, V1> pair) {
      return KV.of(pair.getKey(), fn.apply(pair.getValue()));
    }
  }
}
