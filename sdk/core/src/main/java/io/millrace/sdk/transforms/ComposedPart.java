package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.transforms.Combine.CombineFn;
import io.millrace.sdk.transforms.CombineFnBase.GlobalCombineFn;
import io.millrace.sdk.transforms.CombineFns.CoCombineResult;
import io.millrace.sdk.transforms.CombineWithContext.CombineFnWithContext;
import io.millrace.sdk.transforms.CombineWithContext.Context;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.TupleTag;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One function of a composed one, and what composed functions have in common: accumulators are
 * arrays with one of each part's.
 *
 * @param fn a {@link CombineFn}, or a {@link CombineFnWithContext} where there is a context
 */
record ComposedPart<DataT extends @Nullable Object>(
    SimpleFunction<DataT, ?> extractInputFn,
    @Nullable Coder<?> inputCoder,
    GlobalCombineFn<@Nullable Object, @Nullable Object, @Nullable Object> fn,
    TupleTag<?> tag)
    implements Serializable {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("unchecked") // what is extracted is what the function takes
  static <
          DataT extends @Nullable Object,
          InputT extends @Nullable Object,
          OutputT extends @Nullable Object>
      List<ComposedPart<DataT>> plus(
          List<ComposedPart<DataT>> parts,
          SimpleFunction<DataT, InputT> extractInputFn,
          @Nullable Coder<InputT> inputCoder,
          GlobalCombineFn<InputT, ?, OutputT> fn,
          TupleTag<OutputT> tag) {
    for (ComposedPart<DataT> part : parts) {
      if (part.tag.equals(tag)) {
        throw new IllegalArgumentException(
            "Two functions are composed under the tag "
                + tag
                + "; give each its own, or the result of one could not be found");
      }
    }
    List<ComposedPart<DataT>> result = new ArrayList<>(parts);
    result.add(
        new ComposedPart<>(
            extractInputFn,
            inputCoder,
            (GlobalCombineFn<@Nullable Object, @Nullable Object, @Nullable Object>) fn,
            tag));
    return List.copyOf(result);
  }

  static @Nullable Object[] created(List<? extends ComposedPart<?>> parts, @Nullable Context c) {
    @Nullable Object[] accumulator = new @Nullable Object[parts.size()];
    for (int i = 0; i < accumulator.length; i++) {
      ComposedPart<?> part = parts.get(i);
      accumulator[i] =
          part.needsContext()
              ? part.fnWithContext().createAccumulator(context(c))
              : part.plainFn().createAccumulator();
    }
    return accumulator;
  }

  static <DataT extends @Nullable Object> @Nullable Object[] added(
      List<ComposedPart<DataT>> parts,
      @Nullable Object[] accumulator,
      DataT value,
      @Nullable Context c) {
    for (int i = 0; i < accumulator.length; i++) {
      ComposedPart<DataT> part = parts.get(i);
      Object input = part.extractInputFn.apply(value);
      accumulator[i] =
          part.needsContext()
              ? part.fnWithContext().addInput(accumulator[i], input, context(c))
              : part.plainFn().addInput(accumulator[i], input);
    }
    return accumulator;
  }

  static @Nullable Object[] merged(
      List<? extends ComposedPart<?>> parts,
      Iterable<@Nullable Object[]> accumulators,
      @Nullable Context c) {
    List<@Nullable Object[]> all = new ArrayList<>();
    accumulators.forEach(all::add);
    if (all.isEmpty()) {
      return created(parts, c);
    }
    @Nullable Object[] first = all.get(0);
    for (int i = 0; i < first.length; i++) {
      List<@Nullable Object> column = new ArrayList<>(all.size());
      for (@Nullable Object[] accumulator : all) {
        column.add(accumulator[i]);
      }
      ComposedPart<?> part = parts.get(i);
      first[i] =
          part.needsContext()
              ? part.fnWithContext().mergeAccumulators(column, context(c))
              : part.plainFn().mergeAccumulators(column);
    }
    return first;
  }

  static CoCombineResult extracted(
      List<? extends ComposedPart<?>> parts, @Nullable Object[] accumulator, @Nullable Context c) {
    Map<TupleTag<?>, @Nullable Object> results = new LinkedHashMap<>();
    for (int i = 0; i < accumulator.length; i++) {
      ComposedPart<?> part = parts.get(i);
      results.put(
          part.tag,
          part.needsContext()
              ? part.fnWithContext().extractOutput(accumulator[i], context(c))
              : part.plainFn().extractOutput(accumulator[i]));
    }
    return new CoCombineResult(results);
  }

  static @Nullable Object[] compacted(
      List<? extends ComposedPart<?>> parts, @Nullable Object[] accumulator, @Nullable Context c) {
    for (int i = 0; i < accumulator.length; i++) {
      ComposedPart<?> part = parts.get(i);
      accumulator[i] =
          part.needsContext()
              ? part.fnWithContext().compact(accumulator[i], context(c))
              : part.plainFn().compact(accumulator[i]);
    }
    return accumulator;
  }

  static CoCombineResult defaults(List<? extends ComposedPart<?>> parts) {
    Map<TupleTag<?>, @Nullable Object> results = new LinkedHashMap<>();
    parts.forEach(part -> results.put(part.tag(), part.fn().defaultValue()));
    return new CoCombineResult(results);
  }

  static <DataT extends @Nullable Object> Coder<@Nullable Object[]> accumulatorCoder(
      List<ComposedPart<DataT>> parts, CoderRegistry registry, Coder<DataT> dataCoder)
      throws CannotProvideCoderException {
    List<Coder<@Nullable Object>> coders = new ArrayList<>();
    for (ComposedPart<DataT> part : parts) {
      coders.add(part.fn.getAccumulatorCoder(registry, part.inputCoder(registry, dataCoder)));
    }
    return new ComposedAccumulatorCoder(coders);
  }

  static <DataT extends @Nullable Object> Coder<CoCombineResult> resultCoder(
      List<ComposedPart<DataT>> parts, CoderRegistry registry, Coder<DataT> dataCoder)
      throws CannotProvideCoderException {
    List<TupleTag<?>> tags = new ArrayList<>();
    List<Coder<@Nullable Object>> coders = new ArrayList<>();
    for (ComposedPart<DataT> part : parts) {
      tags.add(part.tag);
      coders.add(part.fn.getDefaultOutputCoder(registry, part.inputCoder(registry, dataCoder)));
    }
    return new CoCombineResultCoder(tags, coders);
  }

  static void describe(List<? extends ComposedPart<?>> parts, DisplayData.Builder builder) {
    for (int i = 0; i < parts.size(); i++) {
      builder.include("combineFn" + (i + 1), parts.get(i).fn());
    }
  }

  @SuppressWarnings("unchecked") // what is extracted is what the function takes
  private Coder<@Nullable Object> inputCoder(CoderRegistry registry, Coder<DataT> dataCoder)
      throws CannotProvideCoderException {
    if (inputCoder != null) {
      return (Coder<@Nullable Object>) inputCoder;
    }
    try {
      return (Coder<@Nullable Object>) registry.getOutputCoder(extractInputFn, dataCoder);
    } catch (CannotProvideCoderException e) {
      throw new CannotProvideCoderException(
          "Cannot tell the coder of what "
              + extractInputFn.getClass().getName()
              + " extracts for the function with the tag "
              + tag
              + ": "
              + e.getMessage()
              + " Give it to with(...).",
          e);
    }
  }

  private boolean needsContext() {
    return fn instanceof CombineFnWithContext;
  }

  private CombineFn<@Nullable Object, @Nullable Object, @Nullable Object> plainFn() {
    return (CombineFn<@Nullable Object, @Nullable Object, @Nullable Object>) fn;
  }

  private CombineFnWithContext<@Nullable Object, @Nullable Object, @Nullable Object>
      fnWithContext() {
    return (CombineFnWithContext<@Nullable Object, @Nullable Object, @Nullable Object>) fn;
  }

  private static Context context(@Nullable Context c) {
    return Objects.requireNonNull(c, "a function that needs a context in one that has none");
  }
}
