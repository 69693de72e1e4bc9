package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.IterableLikeCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.transforms.CombineFnBase.GlobalCombineFn;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.PValue;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is checked and inferred when a combine is applied; errors name the transform. */
final class CombineConstruction {

  private CombineConstruction() {}

  static void verifyDefaultHasAPlace(
      String transform, GlobalCombineFn<?, ?, ?> fn, PCollection<?> input) {
    if (!(input.getWindowingStrategy().getWindowFn() instanceof GlobalWindows)) {
      throw new IllegalStateException(
          String.format(
              "%s cannot be applied to %s, which has the windows %s. %s",
              transform,
              input.getName(),
              input.getWindowingStrategy().getWindowFn(),
              fn.getIncompatibleGlobalWindowErrorMessage()));
    }
  }

  static void verifySerializable(String transform, GlobalCombineFn<?, ?, ?> fn) {
    try {
      SerializableUtils.ensureSerializable(fn);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(transform + ": " + e.getMessage(), e);
    }
  }

  /** The coder of accumulators over the values of a collection of pairs. */
  static <AccumT extends @Nullable Object> Coder<AccumT> accumulatorCoder(
      String transform, GlobalCombineFn<?, AccumT, ?> fn, PCollection<?> input) {
    return accumulatorCoder(
        transform, fn, input, ((KvCoder<?, ?>) input.getCoder()).getValueCoder());
  }

  @SuppressWarnings("unchecked") // the input's values are what the function takes
  private static <InputT extends @Nullable Object, AccumT extends @Nullable Object>
      Coder<AccumT> accumulatorCoder(
          String transform,
          GlobalCombineFn<InputT, AccumT, ?> fn,
          PCollection<?> input,
          Coder<?> valueCoder) {
    try {
      return fn.getAccumulatorCoder(
          input.getPipeline().getCoderRegistry(), (Coder<InputT>) valueCoder);
    } catch (CannotProvideCoderException e) {
      throw new IllegalStateException(
          transform + " cannot be applied to " + input.getName() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Sets the coder of what a combine of groups gives. Where the function does not tell it, the user
   * may set one; if not, the type that is left behind makes the error say what is missing.
   */
  static <
          K extends @Nullable Object,
          InputT extends @Nullable Object,
          OutputT extends @Nullable Object>
      PCollection<KV<K, OutputT>> withCoder(
          String transform,
          GlobalCombineFn<InputT, ?, OutputT> fn,
          PCollection<? extends KV<K, ? extends Iterable<InputT>>> input,
          PCollection<KV<K, OutputT>> output) {
    Coder<?> coder = input.getCoder();
    if (!(coder instanceof KvCoder<?, ?> kvCoder)
        || !(kvCoder.getValueCoder() instanceof IterableLikeCoder<?, ?> groupCoder)) {
      throw new IllegalArgumentException(
          String.format(
              "%s needs pairs of a key and an iterable, with a KvCoder and an IterableLikeCoder in"
                  + " it, but %s has %s",
              transform, input.getName(), coder));
    }
    @SuppressWarnings("unchecked") // the input's keys and values are of these types
    Coder<K> keyCoder = (Coder<K>) kvCoder.getKeyCoder();
    @SuppressWarnings("unchecked")
    Coder<InputT> valueCoder = (Coder<InputT>) groupCoder.getElemCoder();
    try {
      return output.setCoder(
          KvCoder.of(
              keyCoder,
              fn.getDefaultOutputCoder(input.getPipeline().getCoderRegistry(), valueCoder)));
    } catch (CannotProvideCoderException e) {
      TypeDescriptor<OutputT> type = outputType(fn);
      return type == null
          ? output
          : output.setTypeDescriptor(
              TypeDescriptors.kvs(keyCoder.getEncodedTypeDescriptor(), type));
    }
  }

  private static <OutputT extends @Nullable Object> @Nullable TypeDescriptor<OutputT> outputType(
      GlobalCombineFn<?, ?, OutputT> fn) {
    return fn instanceof CombineFnBase.InferredCoders<?, ?, OutputT> inferred
        ? inferred.getOutputType()
        : null;
  }

  /** Side inputs by the tags by which they are known to the model. */
  static Map<TupleTag<?>, PValue> byTag(List<PCollectionView<?>> views) {
    Map<TupleTag<?>, PValue> result = new LinkedHashMap<>();
    views.forEach(view -> result.put(view.getTagInternal(), view));
    return Collections.unmodifiableMap(result);
  }
}
