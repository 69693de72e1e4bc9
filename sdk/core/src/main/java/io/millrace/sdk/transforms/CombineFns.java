package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.transforms.Combine.CombineFn;
import io.millrace.sdk.transforms.CombineFnBase.GlobalCombineFn;
import io.millrace.sdk.transforms.CombineWithContext.CombineFnWithContext;
import io.millrace.sdk.transforms.CombineWithContext.Context;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.TupleTag;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Combine functions made of others. */
public final class CombineFns {

  private CombineFns() {}

  /**
   * Several functions over the same values, in one pass.
   *
   * <pre>{@code
   * TupleTag<Integer> latency = new TupleTag<>() {};
   * TupleTag<Double> mean = new TupleTag<>() {};
   * PCollection<CoCombineResult> results =
   *     requests.apply(
   *         Combine.globally(
   *             CombineFns.compose()
   *                 .with(latencyOf, Max.ofIntegers(), latency)
   *                 .with(latencyOf, Mean.of(), mean)));
   * }</pre>
   */
  public static ComposeCombineFnBuilder compose() {
    return new ComposeCombineFnBuilder();
  }

  /** The beginning of a composed function; see {@link CombineFns#compose}. */
  public static class ComposeCombineFnBuilder {

    private ComposeCombineFnBuilder() {}

    /**
     * A function of one so far.
     *
     * @param extractInputFn gives what the function combines; its class must tell the type
     * @param outputTag by which the result is found
     */
    public <
            DataT extends @Nullable Object,
            InputT extends @Nullable Object,
            OutputT extends @Nullable Object>
        ComposedCombineFn<DataT> with(
            SimpleFunction<DataT, InputT> extractInputFn,
            CombineFn<InputT, ?, OutputT> combineFn,
            TupleTag<OutputT> outputTag) {
      return new ComposedCombineFn<DataT>(List.of()).with(extractInputFn, combineFn, outputTag);
    }

    /** The same with the coder of what the function combines. */
    public <
            DataT extends @Nullable Object,
            InputT extends @Nullable Object,
            OutputT extends @Nullable Object>
        ComposedCombineFn<DataT> with(
            SimpleFunction<DataT, InputT> extractInputFn,
            Coder<InputT> combineInputCoder,
            CombineFn<InputT, ?, OutputT> combineFn,
            TupleTag<OutputT> outputTag) {
      return new ComposedCombineFn<DataT>(List.of())
          .with(extractInputFn, combineInputCoder, combineFn, outputTag);
    }

    /** The same for a function that reads side inputs. */
    public <
            DataT extends @Nullable Object,
            InputT extends @Nullable Object,
            OutputT extends @Nullable Object>
        ComposedCombineFnWithContext<DataT> with(
            SimpleFunction<DataT, InputT> extractInputFn,
            CombineFnWithContext<InputT, ?, OutputT> combineFn,
            TupleTag<OutputT> outputTag) {
      return new ComposedCombineFnWithContext<DataT>(List.of())
          .with(extractInputFn, combineFn, outputTag);
    }

    /** The same for a function that reads side inputs. */
    public <
            DataT extends @Nullable Object,
            InputT extends @Nullable Object,
            OutputT extends @Nullable Object>
        ComposedCombineFnWithContext<DataT> with(
            SimpleFunction<DataT, InputT> extractInputFn,
            Coder<InputT> combineInputCoder,
            CombineFnWithContext<InputT, ?, OutputT> combineFn,
            TupleTag<OutputT> outputTag) {
      return new ComposedCombineFnWithContext<DataT>(List.of())
          .with(extractInputFn, combineInputCoder, combineFn, outputTag);
    }
  }

  /** The results of composed functions, each found by its tag. Immutable if they are. */
  public static class CoCombineResult implements Serializable {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // results that are not serialisable are for coders only
    private final Map<TupleTag<?>, @Nullable Object> values;

    CoCombineResult(Map<TupleTag<?>, @Nullable Object> values) {
      this.values = Collections.unmodifiableMap(values);
    }

    /**
     * The result of one function.
     *
     * @throws IllegalArgumentException if no function has this tag
     */
    @SuppressWarnings("unchecked") // what is stored by a tag is of its type
    public <V extends @Nullable Object> V get(TupleTag<V> tag) {
      if (!values.containsKey(tag)) {
        throw new IllegalArgumentException(
            "No function was composed under the tag " + tag + "; there are " + values.keySet());
      }
      return (V) values.get(tag);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof CoCombineResult that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
      return values.hashCode();
    }

    @Override
    public String toString() {
      return values.toString();
    }
  }

  /**
   * Several functions as one; see {@link CombineFns#compose}.
   *
   * @param <DataT> the type of the values
   */
  public static class ComposedCombineFn<DataT extends @Nullable Object>
      extends CombineFn<DataT, @Nullable Object[], CoCombineResult> {
    private static final long serialVersionUID = 1;

    private final List<ComposedPart<DataT>> parts;

    private ComposedCombineFn(List<ComposedPart<DataT>> parts) {
      this.parts = parts;
    }

    /**
     * One function more.
     *
     * @param extractInputFn gives what the function combines; its class must tell the type
     * @param outputTag by which the result is found
     * @throws IllegalArgumentException if another function has this tag
     */
    public <InputT extends @Nullable Object, OutputT extends @Nullable Object>
        ComposedCombineFn<DataT> with(
            SimpleFunction<DataT, InputT> extractInputFn,
            CombineFn<InputT, ?, OutputT> combineFn,
            TupleTag<OutputT> outputTag) {
      return new ComposedCombineFn<>(
          ComposedPart.plus(parts, extractInputFn, null, combineFn, outputTag));
    }

    /** The same with the coder of what the function combines. */
    public <InputT extends @Nullable Object, OutputT extends @Nullable Object>
        ComposedCombineFn<DataT> with(
            SimpleFunction<DataT, InputT> extractInputFn,
            Coder<InputT> combineInputCoder,
            CombineFn<InputT, ?, OutputT> combineFn,
            TupleTag<OutputT> outputTag) {
      return new ComposedCombineFn<>(
          ComposedPart.plus(parts, extractInputFn, combineInputCoder, combineFn, outputTag));
    }

    /** One function more, which reads side inputs. */
    public <InputT extends @Nullable Object, OutputT extends @Nullable Object>
        ComposedCombineFnWithContext<DataT> with(
            SimpleFunction<DataT, InputT> extractInputFn,
            CombineFnWithContext<InputT, ?, OutputT> combineFn,
            TupleTag<OutputT> outputTag) {
      return new ComposedCombineFnWithContext<>(parts).with(extractInputFn, combineFn, outputTag);
    }

    /** One function more, which reads side inputs. */
    public <InputT extends @Nullable Object, OutputT extends @Nullable Object>
        ComposedCombineFnWithContext<DataT> with(
            SimpleFunction<DataT, InputT> extractInputFn,
            Coder<InputT> combineInputCoder,
            CombineFnWithContext<InputT, ?, OutputT> combineFn,
            TupleTag<OutputT> outputTag) {
      return new ComposedCombineFnWithContext<>(parts)
          .with(extractInputFn, combineInputCoder, combineFn, outputTag);
    }

    @Override
    public @Nullable Object[] createAccumulator() {
      return ComposedPart.created(parts, null);
    }

    @Override
    public @Nullable Object[] addInput(@Nullable Object[] accumulator, DataT value) {
      return ComposedPart.added(parts, accumulator, value, null);
    }

    @Override
    public @Nullable Object[] mergeAccumulators(Iterable<@Nullable Object[]> accumulators) {
      return ComposedPart.merged(parts, accumulators, null);
    }

    @Override
    public CoCombineResult extractOutput(@Nullable Object[] accumulator) {
      return ComposedPart.extracted(parts, accumulator, null);
    }

    @Override
    public @Nullable Object[] compact(@Nullable Object[] accumulator) {
      return ComposedPart.compacted(parts, accumulator, null);
    }

    /** The default values of all functions. */
    @Override
    public CoCombineResult defaultValue() {
      return ComposedPart.defaults(parts);
    }

    @Override
    public Coder<@Nullable Object[]> getAccumulatorCoder(
        CoderRegistry registry, Coder<DataT> dataCoder) throws CannotProvideCoderException {
      return ComposedPart.accumulatorCoder(parts, registry, dataCoder);
    }

    @Override
    public Coder<CoCombineResult> getDefaultOutputCoder(
        CoderRegistry registry, Coder<DataT> dataCoder) throws CannotProvideCoderException {
      return ComposedPart.resultCoder(parts, registry, dataCoder);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      ComposedPart.describe(parts, builder);
    }
  }

  /**
   * Several functions as one, some of which read side inputs; see {@link CombineFns#compose}.
   *
   * @param <DataT> the type of the values
   */
  public static class ComposedCombineFnWithContext<DataT extends @Nullable Object>
      extends CombineFnWithContext<DataT, @Nullable Object[], CoCombineResult> {
    private static final long serialVersionUID = 1;

    private final List<ComposedPart<DataT>> parts;

    private ComposedCombineFnWithContext(List<ComposedPart<DataT>> parts) {
      this.parts = parts;
    }

    /**
     * One function more, which may read side inputs.
     *
     * @param extractInputFn gives what the function combines; its class must tell the type
     * @param outputTag by which the result is found
     * @throws IllegalArgumentException if another function has this tag
     */
    public <InputT extends @Nullable Object, OutputT extends @Nullable Object>
        ComposedCombineFnWithContext<DataT> with(
            SimpleFunction<DataT, InputT> extractInputFn,
            GlobalCombineFn<InputT, ?, OutputT> globalCombineFn,
            TupleTag<OutputT> outputTag) {
      return new ComposedCombineFnWithContext<>(
          ComposedPart.plus(parts, extractInputFn, null, globalCombineFn, outputTag));
    }

    /** The same with the coder of what the function combines. */
    public <InputT extends @Nullable Object, OutputT extends @Nullable Object>
        ComposedCombineFnWithContext<DataT> with(
            SimpleFunction<DataT, InputT> extractInputFn,
            Coder<InputT> combineInputCoder,
            GlobalCombineFn<InputT, ?, OutputT> globalCombineFn,
            TupleTag<OutputT> outputTag) {
      return new ComposedCombineFnWithContext<>(
          ComposedPart.plus(parts, extractInputFn, combineInputCoder, globalCombineFn, outputTag));
    }

    @Override
    public @Nullable Object[] createAccumulator(Context c) {
      return ComposedPart.created(parts, c);
    }

    @Override
    public @Nullable Object[] addInput(@Nullable Object[] accumulator, DataT value, Context c) {
      return ComposedPart.added(parts, accumulator, value, c);
    }

    @Override
    public @Nullable Object[] mergeAccumulators(
        Iterable<@Nullable Object[]> accumulators, Context c) {
      return ComposedPart.merged(parts, accumulators, c);
    }

    @Override
    public CoCombineResult extractOutput(@Nullable Object[] accumulator, Context c) {
      return ComposedPart.extracted(parts, accumulator, c);
    }

    @Override
    public @Nullable Object[] compact(@Nullable Object[] accumulator, Context c) {
      return ComposedPart.compacted(parts, accumulator, c);
    }

    /** The default values of all functions. */
    @Override
    public CoCombineResult defaultValue() {
      return ComposedPart.defaults(parts);
    }

    @Override
    public Coder<@Nullable Object[]> getAccumulatorCoder(
        CoderRegistry registry, Coder<DataT> dataCoder) throws CannotProvideCoderException {
      return ComposedPart.accumulatorCoder(parts, registry, dataCoder);
    }

    @Override
    public Coder<CoCombineResult> getDefaultOutputCoder(
        CoderRegistry registry, Coder<DataT> dataCoder) throws CannotProvideCoderException {
      return ComposedPart.resultCoder(parts, registry, dataCoder);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      ComposedPart.describe(parts, builder);
    }
  }
}
