package io.millrace.sdk.transforms;

import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;

/** An {@link InferableFunction} that throws no checked exception. */
public abstract class SimpleFunction<
        InputT extends @Nullable Object, OutputT extends @Nullable Object>
    extends InferableFunction<InputT, OutputT> implements SerializableFunction<InputT, OutputT> {

  private static final long serialVersionUID = 1;

  private final @Nullable SerializableFunction<InputT, OutputT> fn;

  protected SimpleFunction() {
    this.fn = null;
  }

  protected SimpleFunction(SerializableFunction<InputT, OutputT> fn) {
    super(fn);
    this.fn = fn;
  }

  /** Calls the function that the constructor was given. */
  @Override
  public OutputT apply(InputT input) {
    if (fn == null) {
      throw new UnsupportedOperationException(
          getClass().getName() + " neither overrides apply nor was given a function to call");
    }
    return fn.apply(input);
  }

  /** Gives {@code fn} the output type that a lambda cannot tell by itself. */
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      SimpleFunction<InputT, OutputT> fromSerializableFunctionWithOutputType(
          SerializableFunction<InputT, OutputT> fn, TypeDescriptor<OutputT> outputType) {
    return new WithOutputType<>(fn, outputType);
  }

  private static final class WithOutputType<
          InputT extends @Nullable Object, OutputT extends @Nullable Object>
      extends SimpleFunction<InputT, OutputT> {

    private static final long serialVersionUID = 1;

    private final SerializableFunction<InputT, OutputT> fn;
    private final TypeDescriptor<OutputT> outputType;

    WithOutputType(SerializableFunction<InputT, OutputT> fn, TypeDescriptor<OutputT> outputType) {
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
