package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;

/**
 * Replaces each element by what a function makes of it.
 *
 * <pre>{@code
 * PCollection<Integer> lengths =
 *     words.apply(MapElements.into(TypeDescriptors.integers()).via((String w) -> w.length()));
 * }</pre>
 *
 * <p>Immutable; each method gives a changed copy.
 *
 * @param <InputT> the type of the elements
 * @param <OutputT> the type of the results
 */
public class MapElements<InputT extends @Nullable Object, OutputT extends @Nullable Object>
    extends PTransform<PCollection<? extends InputT>, PCollection<OutputT>> {

  // of interest while the pipeline is built; a type with open variables is not serialisable
  private final transient @Nullable TypeDescriptor<InputT> inputType;
  private final transient TypeDescriptor<OutputT> outputType;
  private final @Nullable Contextful<Contextful.Fn<InputT, OutputT>> fn;

  private MapElements(
      @Nullable Contextful<Contextful.Fn<InputT, OutputT>> fn,
      @Nullable TypeDescriptor<InputT> inputType,
      TypeDescriptor<OutputT> outputType) {
    this.fn = fn;
    this.inputType = inputType;
    this.outputType = outputType;
  }

  /** Calls the given function, whose class tells its types. */
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      MapElements<InputT, OutputT> via(InferableFunction<InputT, OutputT> fn) {
    return new MapElements<>(
        Contextful.fn(fn), fn.getInputTypeDescriptor(), fn.getOutputTypeDescriptor());
  }

  /** Calls the given function, whose class tells its types. */
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      MapElements<InputT, OutputT> via(SimpleFunction<InputT, OutputT> fn) {
    return via((InferableFunction<InputT, OutputT>) fn);
  }

  /** Gives elements of the given type; {@code via} says how. */
  public static <OutputT extends @Nullable Object> MapElements<?, OutputT> into(
      TypeDescriptor<OutputT> outputType) {
    return new MapElements<@Nullable Object, OutputT>(null, null, outputType);
  }

  /** The same with the given function. */
  public <NewInputT extends @Nullable Object> MapElements<NewInputT, OutputT> via(
      ProcessFunction<NewInputT, OutputT> fn) {
    return new MapElements<>(Contextful.fn(fn), TypeDescriptors.inputOf(fn), outputType);
  }

  /** The same with the given function. */
  public <NewInputT extends @Nullable Object> MapElements<NewInputT, OutputT> via(
      SerializableFunction<NewInputT, OutputT> fn) {
    return via((ProcessFunction<NewInputT, OutputT>) fn);
  }

  /** The same with the given function, which may read side inputs. */
  public <NewInputT extends @Nullable Object> MapElements<NewInputT, OutputT> via(
      Contextful<Contextful.Fn<NewInputT, OutputT>> fn) {
    return new MapElements<>(fn, null, outputType);
  }

  /** The same with an output of its own, of the given type, for elements on which it throws. */
  public <NewFailureT extends @Nullable Object>
      MapWithFailures<InputT, OutputT, NewFailureT> exceptionsInto(
          TypeDescriptor<NewFailureT> failureType) {
    return new MapWithFailures<>(
        "MapWithFailures",
        function(),
        inputType,
        outputType,
        new FailureOutput<>(failureType, null));
  }

  /** The same with an output of its own for what the handler makes of elements and exceptions. */
  public <FailureT extends @Nullable Object>
      MapWithFailures<InputT, OutputT, FailureT> exceptionsVia(
          InferableFunction<WithFailures.ExceptionElement<InputT>, FailureT> exceptionHandler) {
    return new MapWithFailures<>(
        "MapWithFailures", function(), inputType, outputType, FailureOutput.of(exceptionHandler));
  }

  private Contextful<Contextful.Fn<InputT, OutputT>> function() {
    Contextful<Contextful.Fn<InputT, OutputT>> given = fn;
    if (given == null) {
      throw new IllegalStateException(
          "MapElements.into("
              + outputType
              + ") says what elements become but not how: add .via(element -> ...)");
    }
    return given;
  }

  @Override
  public PCollection<OutputT> expand(PCollection<? extends InputT> input) {
    Contextful<Contextful.Fn<InputT, OutputT>> given = function();
    ProcessFunction<InputT, OutputT> plain = Contextful.ofElementOnly(given);
    return plain != null
        ? input.apply("Map", ParDo.of(new ElementDoFn.Map<>(plain, inputType, outputType)))
        : input.apply(
            "Map",
            ParDo.of(new ContextDoFn.Map<>(given, null, inputType, outputType))
                .withSideInputs(given.getRequirements().getSideInputs()));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    Contextful<Contextful.Fn<InputT, OutputT>> given = fn;
    if (given != null) {
      ElementDoFn.describe(Contextful.asWritten(given), builder);
    }
  }

  /**
   * A {@link MapElements} with an output for failures.
   *
   * @param <InputT> the type of the elements
   * @param <OutputT> the type of the results
   * @param <FailureT> the type of the elements that stand for failures
   */
  public static final class MapWithFailures<
          InputT extends @Nullable Object,
          OutputT extends @Nullable Object,
          FailureT extends @Nullable Object>
      extends PTransform<PCollection<InputT>, WithFailures.Result<PCollection<OutputT>, FailureT>> {

    private final String kind;
    private final Contextful<Contextful.Fn<InputT, OutputT>> fn;
    private final transient @Nullable TypeDescriptor<InputT> inputType;
    private final transient TypeDescriptor<OutputT> outputType;
    private final transient FailureOutput<InputT, FailureT> failures;

    MapWithFailures(
        String kind,
        Contextful<Contextful.Fn<InputT, OutputT>> fn,
        @Nullable TypeDescriptor<InputT> inputType,
        TypeDescriptor<OutputT> outputType,
        FailureOutput<InputT, FailureT> failures) {
      this.kind = kind;
      this.fn = fn;
      this.inputType = inputType;
      this.outputType = outputType;
      this.failures = failures;
    }

    /**
     * The same with the given handler, which makes an element of the failure output. What the
     * handler throws fails the pipeline.
     */
    public MapWithFailures<InputT, OutputT, FailureT> exceptionsVia(
        ProcessFunction<WithFailures.ExceptionElement<InputT>, FailureT> exceptionHandler) {
      return new MapWithFailures<>(
          kind, fn, inputType, outputType, new FailureOutput<>(failures.type(), exceptionHandler));
    }

    @Override
    public WithFailures.Result<PCollection<OutputT>, FailureT> expand(PCollection<InputT> input) {
      return failures.apply(
          "Map",
          input,
          fn.getRequirements(),
          to -> new ContextDoFn.Map<>(fn, to, inputType, outputType));
    }

    @Override
    protected String getKindString() {
      return kind;
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      ElementDoFn.describe(Contextful.asWritten(fn), builder);
    }
  }
}
