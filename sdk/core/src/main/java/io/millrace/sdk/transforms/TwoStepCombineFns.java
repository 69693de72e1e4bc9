package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.transforms.CombineFnBase.GlobalCombineFn;
import io.millrace.sdk.transforms.CombineWithContext.CombineFnWithContext;
import io.millrace.sdk.transforms.CombineWithContext.Context;
import io.millrace.sdk.transforms.display.DisplayData;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A combine function as two: values to accumulators, and accumulators to the result. */
final class TwoStepCombineFns {

  private TwoStepCombineFns() {}

  @SuppressWarnings("unchecked") // the accumulators of a LongCombineFn are Longs
  static <InputT extends @Nullable Object, AccumT extends @Nullable Object>
      GlobalCombineFn<InputT, ?, AccumT> firstStep(GlobalCombineFn<InputT, AccumT, ?> fn) {
    if ((GlobalCombineFn<?, ?, ?>) fn instanceof LongCombineFn<?, ?> longFn) {
      return (GlobalCombineFn<InputT, ?, AccumT>)
          new LongFirst<>((LongCombineFn<InputT, ?>) longFn);
    }
    return fn instanceof CombineFnWithContext<InputT, AccumT, ?> withContext
        ? new ContextFirst<>(withContext)
        : new First<>((Combine.CombineFn<InputT, AccumT, ?>) fn);
  }

  @SuppressWarnings("unchecked") // the accumulators of a LongCombineFn are Longs
  static <
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object,
          OutputT extends @Nullable Object>
      GlobalCombineFn<AccumT, ?, OutputT> secondStep(
          GlobalCombineFn<InputT, AccumT, OutputT> fn,
          Coder<InputT> inputCoder,
          Coder<AccumT> accumulatorCoder) {
    if ((GlobalCombineFn<?, ?, ?>) fn instanceof LongCombineFn<?, ?> longFn) {
      return (GlobalCombineFn<AccumT, ?, OutputT>)
          new LongSecond<>((LongCombineFn<InputT, OutputT>) longFn, inputCoder);
    }
    return fn instanceof CombineFnWithContext<InputT, AccumT, OutputT> withContext
        ? new ContextSecond<>(withContext, inputCoder, accumulatorCoder)
        : new Second<>(
            (Combine.CombineFn<InputT, AccumT, OutputT>) fn, inputCoder, accumulatorCoder);
  }

  private static final class LongFirst<InputT extends @Nullable Object>
      extends LongCombineFn<InputT, Long> {
    private static final long serialVersionUID = 1;

    private final LongCombineFn<InputT, ?> fn;

    LongFirst(LongCombineFn<InputT, ?> fn) {
      this.fn = fn;
    }

    @Override
    public long initial() {
      return fn.initial();
    }

    @Override
    public long add(long accumulator, InputT input) {
      return fn.add(accumulator, input);
    }

    @Override
    public long merge(long accumulator, long other) {
      return fn.merge(accumulator, other);
    }

    @Override
    public Long output(long accumulator) {
      return accumulator;
    }

    @Override
    public Coder<Long> getDefaultOutputCoder(CoderRegistry registry, Coder<InputT> inputCoder) {
      return VarLongCoder.of();
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.include("fn", fn);
    }
  }

  private static final class LongSecond<
          InputT extends @Nullable Object, OutputT extends @Nullable Object>
      extends LongCombineFn<Long, OutputT> {
    private static final long serialVersionUID = 1;

    private final LongCombineFn<InputT, OutputT> fn;
    private final Coder<InputT> inputCoder;

    LongSecond(LongCombineFn<InputT, OutputT> fn, Coder<InputT> inputCoder) {
      this.fn = fn;
      this.inputCoder = inputCoder;
    }

    @Override
    public long initial() {
      return fn.initial();
    }

    @Override
    public long add(long accumulator, Long input) {
      return fn.merge(accumulator, input);
    }

    @Override
    public long merge(long accumulator, long other) {
      return fn.merge(accumulator, other);
    }

    @Override
    public OutputT output(long accumulator) {
      return fn.output(accumulator);
    }

    @Override
    public Coder<OutputT> getDefaultOutputCoder(CoderRegistry registry, Coder<Long> unused)
        throws CannotProvideCoderException {
      return fn.getDefaultOutputCoder(registry, inputCoder);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.include("fn", fn);
    }
  }

  private static final class First<InputT extends @Nullable Object, AccumT extends @Nullable Object>
      extends Combine.CombineFn<InputT, AccumT, AccumT> {
    private static final long serialVersionUID = 1;

    private final Combine.CombineFn<InputT, AccumT, ?> fn;

    First(Combine.CombineFn<InputT, AccumT, ?> fn) {
      this.fn = fn;
    }

    @Override
    public AccumT createAccumulator() {
      return fn.createAccumulator();
    }

    @Override
    public AccumT addInput(AccumT accumulator, InputT input) {
      return fn.addInput(accumulator, input);
    }

    @Override
    public AccumT mergeAccumulators(Iterable<AccumT> accumulators) {
      return fn.mergeAccumulators(accumulators);
    }

    @Override
    public AccumT extractOutput(AccumT accumulator) {
      return fn.compact(accumulator);
    }

    @Override
    public AccumT compact(AccumT accumulator) {
      return fn.compact(accumulator);
    }

    @Override
    public Coder<AccumT> getAccumulatorCoder(CoderRegistry registry, Coder<InputT> inputCoder)
        throws CannotProvideCoderException {
      return fn.getAccumulatorCoder(registry, inputCoder);
    }

    @Override
    public Coder<AccumT> getDefaultOutputCoder(CoderRegistry registry, Coder<InputT> inputCoder)
        throws CannotProvideCoderException {
      return fn.getAccumulatorCoder(registry, inputCoder);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.include("fn", fn);
    }
  }

  private static final class Second<
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object,
          OutputT extends @Nullable Object>
      extends Combine.CombineFn<AccumT, AccumT, OutputT> {
    private static final long serialVersionUID = 1;

    private final Combine.CombineFn<InputT, AccumT, OutputT> fn;
    private final Coder<InputT> inputCoder;
    private final Coder<AccumT> accumulatorCoder;

    Second(
        Combine.CombineFn<InputT, AccumT, OutputT> fn,
        Coder<InputT> inputCoder,
        Coder<AccumT> accumulatorCoder) {
      this.fn = fn;
      this.inputCoder = inputCoder;
      this.accumulatorCoder = accumulatorCoder;
    }

    @Override
    public AccumT createAccumulator() {
      return fn.createAccumulator();
    }

    @Override
    public AccumT addInput(AccumT accumulator, AccumT input) {
      return fn.mergeAccumulators(Arrays.asList(accumulator, input));
    }

    @Override
    public AccumT mergeAccumulators(Iterable<AccumT> accumulators) {
      return fn.mergeAccumulators(accumulators);
    }

    @Override
    public OutputT extractOutput(AccumT accumulator) {
      return fn.extractOutput(accumulator);
    }

    @Override
    public AccumT compact(AccumT accumulator) {
      return fn.compact(accumulator);
    }

    @Override
    public Coder<AccumT> getAccumulatorCoder(CoderRegistry registry, Coder<AccumT> unused) {
      return accumulatorCoder;
    }

    @Override
    public Coder<OutputT> getDefaultOutputCoder(CoderRegistry registry, Coder<AccumT> unused)
        throws CannotProvideCoderException {
      return fn.getDefaultOutputCoder(registry, inputCoder);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.include("fn", fn);
    }
  }

  private static final class ContextFirst<
          InputT extends @Nullable Object, AccumT extends @Nullable Object>
      extends CombineFnWithContext<InputT, AccumT, AccumT> {
    private static final long serialVersionUID = 1;

    private final CombineFnWithContext<InputT, AccumT, ?> fn;

    ContextFirst(CombineFnWithContext<InputT, AccumT, ?> fn) {
      this.fn = fn;
    }

    @Override
    public AccumT createAccumulator(Context c) {
      return fn.createAccumulator(c);
    }

    @Override
    public AccumT addInput(AccumT accumulator, InputT input, Context c) {
      return fn.addInput(accumulator, input, c);
    }

    @Override
    public AccumT mergeAccumulators(Iterable<AccumT> accumulators, Context c) {
      return fn.mergeAccumulators(accumulators, c);
    }

    @Override
    public AccumT extractOutput(AccumT accumulator, Context c) {
      return fn.compact(accumulator, c);
    }

    @Override
    public AccumT compact(AccumT accumulator, Context c) {
      return fn.compact(accumulator, c);
    }

    @Override
    public Coder<AccumT> getAccumulatorCoder(CoderRegistry registry, Coder<InputT> inputCoder)
        throws CannotProvideCoderException {
      return fn.getAccumulatorCoder(registry, inputCoder);
    }

    @Override
    public Coder<AccumT> getDefaultOutputCoder(CoderRegistry registry, Coder<InputT> inputCoder)
        throws CannotProvideCoderException {
      return fn.getAccumulatorCoder(registry, inputCoder);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.include("fn", fn);
    }
  }

  private static final class ContextSecond<
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object,
          OutputT extends @Nullable Object>
      extends CombineFnWithContext<AccumT, AccumT, OutputT> {
    private static final long serialVersionUID = 1;

    private final CombineFnWithContext<InputT, AccumT, OutputT> fn;
    private final Coder<InputT> inputCoder;
    private final Coder<AccumT> accumulatorCoder;

    ContextSecond(
        CombineFnWithContext<InputT, AccumT, OutputT> fn,
        Coder<InputT> inputCoder,
        Coder<AccumT> accumulatorCoder) {
      this.fn = fn;
      this.inputCoder = inputCoder;
      this.accumulatorCoder = accumulatorCoder;
    }

    @Override
    public AccumT createAccumulator(Context c) {
      return fn.createAccumulator(c);
    }

    @Override
    public AccumT addInput(AccumT accumulator, AccumT input, Context c) {
      return fn.mergeAccumulators(Arrays.asList(accumulator, input), c);
    }

    @Override
    public AccumT mergeAccumulators(Iterable<AccumT> accumulators, Context c) {
      return fn.mergeAccumulators(accumulators, c);
    }

    @Override
    public OutputT extractOutput(AccumT accumulator, Context c) {
      return fn.extractOutput(accumulator, c);
    }

    @Override
    public AccumT compact(AccumT accumulator, Context c) {
      return fn.compact(accumulator, c);
    }

    @Override
    public Coder<AccumT> getAccumulatorCoder(CoderRegistry registry, Coder<AccumT> unused) {
      return accumulatorCoder;
    }

    @Override
    public Coder<OutputT> getDefaultOutputCoder(CoderRegistry registry, Coder<AccumT> unused)
        throws CannotProvideCoderException {
      return fn.getDefaultOutputCoder(registry, inputCoder);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.include("fn", fn);
    }
  }
}
