package io.millrace.sdk.transforms;

import org.jspecify.annotations.Nullable;

/** Combines many values into one: globally, per key, or of each group. */
public final class Combine {

  private Combine() {}

  /**
   * A function that combines many values into one by way of accumulators.
   *
   * <p>Values are added to accumulators in any order and in any grouping, and accumulators are
   * merged in any order: the result must not depend on it. Accumulators travel between processes.
   *
   * @param <InputT> the type of the values
   * @param <AccumT> the type of the accumulators
   * @param <OutputT> the type of the result
   */
  public abstract static class CombineFn<
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object,
          OutputT extends @Nullable Object>
      extends CombineFnBase.InferredCoders<InputT, AccumT, OutputT> {

    private static final long serialVersionUID = 1;

    /** A new accumulator that stands for no value. Must not be shared: it may be changed. */
    public abstract AccumT createAccumulator();

    /** Adds a value; may change and return {@code mutableAccumulator}. */
    public abstract AccumT addInput(AccumT mutableAccumulator, InputT input);

    /** One accumulator for several; may change and return the first of them, and no other. */
    public abstract AccumT mergeAccumulators(Iterable<AccumT> accumulators);

    /** The result. The accumulator may be used again afterwards and must not be changed. */
    public abstract OutputT extractOutput(AccumT accumulator);

    /** A smaller accumulator of the same meaning, called before it is sent or stored. */
    public AccumT compact(AccumT accumulator) {
      return accumulator;
    }

    /** Combines everything at once. */
    public OutputT apply(Iterable<? extends InputT> inputs) {
      AccumT accumulator = createAccumulator();
      for (InputT input : inputs) {
        accumulator = addInput(accumulator, input);
      }
      return extractOutput(accumulator);
    }

    /** The result for no values: that of a new accumulator, unless overridden. */
    @Override
    public OutputT defaultValue() {
      return extractOutput(createAccumulator());
    }
  }
}
