package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.grouping.Accumulators;
import io.millrace.runners.core.grouping.CombineSpec;
import io.millrace.runners.core.grouping.LongAccumulators;
import io.millrace.runners.core.slices.WindowsCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.transforms.Combine;
import io.millrace.sdk.transforms.CombineFnBase;
import io.millrace.sdk.transforms.LongCombineFn;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A combine per key, in terms of the tables that execute it. A function whose accumulator is one
 * {@code long} is executed on {@code Long}s, which tables keep unboxed.
 */
final class PerKeyCombine {

  /** What keeps apart the values of one key. */
  enum Namespaces {
    /** Nothing: all are in the global window. */
    NONE,
    /** Each window that they are in. */
    EACH_WINDOW,
    /** All windows that they are in, together. */
    ALL_WINDOWS
  }

  private final String name;
  private final CombineFnBase.GlobalCombineFn<?, ?, ?> fn;
  private final KvCoder<?, ?> inputCoder;
  private final Coder<?> accumulatorCoder;
  private final @Nullable Coder<?> namespaceCoder;
  private final Failures failures;

  PerKeyCombine(
      String name,
      CombineFnBase.GlobalCombineFn<?, ?, ?> fn,
      KvCoder<?, ?> inputCoder,
      Coder<?> accumulatorCoder,
      @Nullable Coder<?> namespaceCoder,
      Failures failures) {
    this.name = name;
    this.fn = fn;
    this.inputCoder = inputCoder;
    this.accumulatorCoder = accumulatorCoder;
    this.namespaceCoder = namespaceCoder;
    this.failures = failures;
  }

  String name() {
    return name;
  }

  Namespaces namespaces() {
    if (namespaceCoder == null) {
      return Namespaces.NONE;
    }
    return namespaceCoder instanceof WindowsCoder ? Namespaces.ALL_WINDOWS : Namespaces.EACH_WINDOW;
  }

  Failures failures() {
    return failures;
  }

  @SuppressWarnings("unchecked") // keys are what they are
  Coder<@Nullable Object> keyCoder() {
    return (Coder<@Nullable Object>) inputCoder.getKeyCoder();
  }

  @SuppressWarnings("unchecked")
  CombineSpec<@Nullable Object, @Nullable Object, @Nullable Object> tableSpec() {
    Accumulators<?, ?> accumulators;
    Coder<?> coder;
    if (fn instanceof LongCombineFn<?, ?> longFn) {
      accumulators = new OfLongs<>(longFn);
      coder = VarLongCoder.of();
    } else {
      accumulators = new OfObjects<>((Combine.CombineFn<?, ?, ?>) fn);
      coder = accumulatorCoder;
    }
    return new CombineSpec<>(
        keyCoder(),
        namespaceCoder,
        (Accumulators<@Nullable Object, @Nullable Object>) accumulators,
        (Coder<@Nullable Object>) coder);
  }

  /** The result for an accumulator. */
  @SuppressWarnings("unchecked")
  @Nullable Object extract(@Nullable Object accumulator) {
    try {
      if (fn instanceof LongCombineFn<?, ?> longFn && accumulator instanceof Long value) {
        return longFn.output(value);
      }
      return ((Combine.CombineFn<?, @Nullable Object, ?>) fn)
          .extractOutput(Typed.value(accumulator));
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
  }

  private final class OfLongs<InputT extends @Nullable Object> implements LongAccumulators<InputT> {

    private final LongCombineFn<InputT, ?> longFn;

    OfLongs(LongCombineFn<InputT, ?> longFn) {
      this.longFn = longFn;
    }

    @Override
    public long identity() {
      return longFn.initial();
    }

    @Override
    public long add(long accumulator, InputT input) {
      try {
        return longFn.add(accumulator, input);
      } catch (Throwable t) {
        throw failures.inUserCode(name, t);
      }
    }

    @Override
    public long merge(long accumulator, long other) {
      try {
        return longFn.merge(accumulator, other);
      } catch (Throwable t) {
        throw failures.inUserCode(name, t);
      }
    }
  }

  private final class OfObjects<InputT extends @Nullable Object, AccumT extends @Nullable Object>
      implements Accumulators<InputT, AccumT> {

    private final Combine.CombineFn<InputT, AccumT, ?> combineFn;

    OfObjects(Combine.CombineFn<InputT, AccumT, ?> combineFn) {
      this.combineFn = combineFn;
    }

    @Override
    public AccumT create() {
      try {
        return combineFn.createAccumulator();
      } catch (Throwable t) {
        throw failures.inUserCode(name, t);
      }
    }

    @Override
    public AccumT add(AccumT accumulator, InputT input) {
      try {
        return combineFn.addInput(accumulator, input);
      } catch (Throwable t) {
        throw failures.inUserCode(name, t);
      }
    }

    @Override
    public AccumT merge(AccumT accumulator, AccumT other) {
      try {
        return combineFn.mergeAccumulators(Arrays.asList(accumulator, other));
      } catch (Throwable t) {
        throw failures.inUserCode(name, t);
      }
    }

    @Override
    public AccumT compact(AccumT accumulator) {
      try {
        return combineFn.compact(accumulator);
      } catch (Throwable t) {
        throw failures.inUserCode(name, t);
      }
    }
  }
}
