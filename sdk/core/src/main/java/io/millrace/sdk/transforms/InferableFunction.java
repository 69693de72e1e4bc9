package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ProcessFunction} that knows its input and output types.
 *
 * <p>Make it an anonymous class, {@code new InferableFunction<String, Integer>(...) {}}: the types
 * are read from the class. A function to delegate to may be given to the constructor instead of
 * overriding {@link #apply}.
 */
public abstract class InferableFunction<
        InputT extends @Nullable Object, OutputT extends @Nullable Object>
    implements ProcessFunction<InputT, OutputT>, HasDisplayData {

  private static final long serialVersionUID = 1;

  private final @Nullable ProcessFunction<InputT, OutputT> fn;

  protected InferableFunction() {
    this.fn = null;
  }

  protected InferableFunction(ProcessFunction<InputT, OutputT> fn) {
    this.fn = fn;
  }

  /** Calls the function that the constructor was given. */
  @Override
  public OutputT apply(InputT input) throws Exception {
    if (fn == null) {
      throw new UnsupportedOperationException(
          getClass().getName() + " neither overrides apply nor was given a function to call");
    }
    return fn.apply(input);
  }

  /** Gives {@code fn} the output type that a lambda cannot tell by itself. */
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      InferableFunction<InputT, OutputT> fromProcessFunctionWithOutputType(
          ProcessFunction<InputT, OutputT> fn, TypeDescriptor<OutputT> outputType) {
    return new WithOutputType<>(fn, outputType);
  }

  /** The input type, as far as this object's class tells it. */
  public TypeDescriptor<InputT> getInputTypeDescriptor() {
    return new TypeDescriptor<InputT>(getClass()) {};
  }

  /** The output type, as far as this object's class tells it. */
  public TypeDescriptor<OutputT> getOutputTypeDescriptor() {
    return new TypeDescriptor<OutputT>(getClass()) {};
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {}

  private static final class WithOutputType<
          InputT extends @Nullable Object, OutputT extends @Nullable Object>
      extends InferableFunction<InputT, OutputT> {

    private static final long serialVersionUID = 1;

    private final ProcessFunction<InputT, OutputT> fn;
    private final TypeDescriptor<OutputT> outputType;

    WithOutputType(ProcessFunction<InputT, OutputT> fn, TypeDescriptor<OutputT> outputType) {
      super(fn);
      this.fn = fn;
      this.outputType = outputType;
    }

    @Override
    public TypeDescriptor<InputT> getInputTypeDescriptor() {
      return TypeDescriptors.inputOf(fn);
    }

    @Override
    public TypeDescriptor<OutputT> getOutputTypeDescriptor() {
      return outputType;
    }
  }
}
