package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What all combine functions share; see {@link Combine.CombineFn}. */
public final class CombineFnBase {

  private CombineFnBase() {}

  /**
   * A function that combines many values into one by way of accumulators.
   *
   * @param <InputT> the type of the values
   * @param <AccumT> the type of the accumulators
   * @param <OutputT> the type of the result
   */
  public interface GlobalCombineFn<
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object,
          OutputT extends @Nullable Object>
      extends Serializable, HasDisplayData {

    /**
     * The coder of accumulators.
     *
     * @throws CannotProvideCoderException if none can be found, saying what to override
     */
    Coder<AccumT> getAccumulatorCoder(CoderRegistry registry, Coder<InputT> inputCoder)
        throws CannotProvideCoderException;

    /**
     * The coder of results.
     *
     * @throws CannotProvideCoderException if none can be found
     */
    Coder<OutputT> getDefaultOutputCoder(CoderRegistry registry, Coder<InputT> inputCoder)
        throws CannotProvideCoderException;

    /** What to tell users who combine globally in windows other than the global one. */
    String getIncompatibleGlobalWindowErrorMessage();

    /** The result for no values at all. */
    OutputT defaultValue();
  }

  /** Infers coders from the type arguments of the function's class. */
  abstract static class InferredCoders<
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object,
          OutputT extends @Nullable Object>
      implements GlobalCombineFn<InputT, AccumT, OutputT> {

    private static final long serialVersionUID = 1;

    private static final TypeVariable<?>[] VARIABLES = InferredCoders.class.getTypeParameters();

    @Override
    public Coder<AccumT> getAccumulatorCoder(CoderRegistry registry, Coder<InputT> inputCoder)
        throws CannotProvideCoderException {
      return inferred(registry, Map.of(VARIABLES[0], inputCoder), VARIABLES[1], "accumulators");
    }

    @Override
    public Coder<OutputT> getDefaultOutputCoder(CoderRegistry registry, Coder<InputT> inputCoder)
        throws CannotProvideCoderException {
      Map<Type, Coder<?>> known;
      try {
        known =
            Map.of(
                VARIABLES[0], inputCoder, VARIABLES[1], getAccumulatorCoder(registry, inputCoder));
      } catch (CannotProvideCoderException e) {
        known = Map.of(VARIABLES[0], inputCoder);
      }
      return inferred(registry, known, VARIABLES[2], "results");
    }

    private <T extends @Nullable Object> Coder<T> inferred(
        CoderRegistry registry,
        Map<? extends Type, ? extends Coder<?>> known,
        TypeVariable<?> wanted,
        String what)
        throws CannotProvideCoderException {
      @SuppressWarnings("unchecked") // the class of an object is a class of its type
      Class<? extends InferredCoders<?, ?, ?>> own =
          (Class<? extends InferredCoders<?, ?, ?>>) getClass();
      try {
        return coder(registry, own, known, wanted);
      } catch (CannotProvideCoderException e) {
        throw new CannotProvideCoderException(
            "Cannot tell the coder of the "
                + what
                + " of "
                + getClass().getName()
                + ": "
                + e.getMessage()
                + " Override "
                + (what.equals("accumulators") ? "getAccumulatorCoder" : "getDefaultOutputCoder")
                + " to give it.",
            e);
      }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the registry's bounds do not know wildcards
    private static <T extends @Nullable Object> Coder<T> coder(
        CoderRegistry registry,
        Class<? extends InferredCoders<?, ?, ?>> own,
        Map<? extends Type, ? extends Coder<?>> known,
        TypeVariable<?> wanted)
        throws CannotProvideCoderException {
      return registry.getCoder((Class) own, (Class) InferredCoders.class, (Map) known, wanted);
    }

    @Override
    public String getIncompatibleGlobalWindowErrorMessage() {
      return "The default value of a global combine exists only in the global window. Say"
          + " withoutDefaults() for no output where there is no input, or asSingletonView() for a"
          + " side input with the default in empty windows.";
    }

    /** The type of the values, as far as the class tells. */
    public TypeDescriptor<InputT> getInputType() {
      return new TypeDescriptor<InputT>(getClass()) {};
    }

    /** The type of the results, as far as the class tells. */
    public TypeDescriptor<OutputT> getOutputType() {
      return new TypeDescriptor<OutputT>(getClass()) {};
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {}
  }
}
