package io.millrace.sdk.transforms;

import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.values.PCollectionView;
import org.jspecify.annotations.Nullable;

/** Combine functions that read side inputs or options. */
public final class CombineWithContext {

  private CombineWithContext() {}

  /** What such a function can read. */
  public abstract static class Context {

    /** The options that the pipeline runs with. */
    public abstract PipelineOptions getPipelineOptions();

    /**
     * The value of a side input, as seen from the window that is combined.
     *
     * @throws IllegalArgumentException if the view was not given to {@code withSideInputs}
     */
    public abstract <T extends @Nullable Object> T sideInput(PCollectionView<T> view);
  }

  /**
   * A {@link Combine.CombineFn} whose methods are given a {@link Context}. Its values are combined
   * where they meet, once all side inputs are there; nothing is combined before.
   *
   * @param <InputT> the type of the values
   * @param <AccumT> the type of the accumulators
   * @param <OutputT> the type of the result
   */
  public abstract static class CombineFnWithContext<
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object,
          OutputT extends @Nullable Object>
      extends CombineFnBase.InferredCoders<InputT, AccumT, OutputT> {

    private static final long serialVersionUID = 1;

    /** A new accumulator that stands for no value. */
    public abstract AccumT createAccumulator(Context c);

    /** Adds a value; may change and return {@code accumulator}. */
    public abstract AccumT addInput(AccumT accumulator, InputT input, Context c);

    /** One accumulator for several; may change and return the first of them, and no other. */
    public abstract AccumT mergeAccumulators(Iterable<AccumT> accumulators, Context c);

    /** The result. */
    public abstract OutputT extractOutput(AccumT accumulator, Context c);

    /** A smaller accumulator of the same meaning. */
    public AccumT compact(AccumT accumulator, Context c) {
      return accumulator;
    }

    /** Combines everything at once. */
    public OutputT apply(Iterable<? extends InputT> inputs, Context c) {
      AccumT accumulator = createAccumulator(c);
      for (InputT input : inputs) {
        accumulator = addInput(accumulator, input, c);
      }
      return extractOutput(accumulator, c);
    }

    /**
     * Throws: no context exists when there is no value.
     *
     * @throws UnsupportedOperationException unless overridden
     */
    @Override
    public OutputT defaultValue() {
      throw new UnsupportedOperationException(
          getClass().getName()
              + " has no default value: override defaultValue(), or say withoutDefaults() or"
              + " asSingletonView() at the combine");
    }
  }
}
