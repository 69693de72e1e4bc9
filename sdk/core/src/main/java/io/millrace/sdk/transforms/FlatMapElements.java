package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;

/**
 * Replaces each element by the elements of what a function makes of it; none, one or many.
 *
 * <pre>{@code
 * PCollection<String> words =
 *     lines.apply(
 *         FlatMapElements.into(TypeDescriptors.strings())
 *             .via((String line) -> Arrays.asList(line.split(" "))));
 * }</pre>
 *
 * <p>What a function returns is read once, element by element, and may be lazy. Immutable; each
 * method gives a changed copy.
 *
 * @param <InputT> the type of the elements
 * @param <OutputT> the type of the elements of the results
 */
public class FlatMapElements<InputT extends @Nullable Object, OutputT extends @Nullable Object>
    extends PTransform<PCollection<? extends InputT>, PCollection<OutputT>> {

  // of interest while the pipeline is built; a type with open variables is not serialisable
  private final transient @Nullable TypeDescriptor<InputT> inputType;
  private final transient TypeDescriptor<OutputT> outputType;
  private final @Nullable Contextful<Contextful.Fn<InputT, Iterable<OutputT>>> fn;

  private FlatMapElements(
      @Nullable Contextful<Contextful.Fn<InputT, Iterable<OutputT>>> fn,
      @Nullable TypeDescriptor<InputT> inputType,
      TypeDescriptor<OutputT> outputType) {
    this.fn = fn;
    this.inputType = inputType;
    this.outputType = outputType;
  }

  /** Calls the given function, whose class tells its types. */
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      FlatMapElements<InputT, OutputT> via(
          InferableFunction<? super InputT, ? extends Iterable<OutputT>> fn) {
    // a function of more general elements is a function of these
    @SuppressWarnings("unchecked")
    InferableFunction<InputT, Iterable<OutputT>> typed =
        (InferableFunction<InputT, Iterable<OutputT>>) fn;
    return new FlatMapElements<>(
        Contextful.fn(typed),
        typed.getInputTypeDescriptor(),
        elementType(typed.getOutputTypeDescriptor()));
  }

  @SuppressWarnings("unchecked") // the type variable of Iterable is the type of its elements
  private static <T extends @Nullable Object> TypeDescriptor<T> elementType(
      TypeDescriptor<Iterable<T>> iterable) {
    return (TypeDescriptor<T>)
        iterable.getSupertype(Iterable.class).resolveType(Iterable.class.getTypeParameters()[0]);
  }

  /** Calls the given function, whose class tells its types. */
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      FlatMapElements<InputT, OutputT> via(
          SimpleFunction<? super InputT, ? extends Iterable<OutputT>> fn) {
    return via((InferableFunction<? super InputT, ? extends Iterable<OutputT>>) fn);
  }

  /** Gives elements of the given type; {@code via} says how. */
  public static <OutputT extends @Nullable Object> FlatMapElements<?, OutputT> into(
      TypeDescriptor<OutputT> outputType) {
    return new FlatMapElements<@Nullable Object, OutputT>(null, null, outputType);
  }

  /** The same with the given function. */
  public <NewInputT extends @Nullable Object> FlatMapElements<NewInputT, OutputT> via(
      ProcessFunction<NewInputT, ? extends Iterable<OutputT>> fn) {
    // what gives a special kind of iterable gives an iterable
    @SuppressWarnings("unchecked")
    ProcessFunction<NewInputT, Iterable<OutputT>> typed =
        (ProcessFunction<NewInputT, Iterable<OutputT>>) fn;
    return new FlatMapElements<>(Contextful.fn(typed), TypeDescriptors.inputOf(typed), outputType);
  }

  /** The same with the given function. */
  public <NewInputT extends @Nullable Object> FlatMapElements<NewInputT, OutputT> via(
      SerializableFunction<NewInputT, ? extends Iterable<OutputT>> fn) {
    return via((ProcessFunction<NewInputT, ? extends Iterable<OutputT>>) fn);
  }

  /** The same with the given function, which may read side inputs. */
  public <NewInputT extends @Nullable Object> FlatMapElements<NewInputT, OutputT> via(
      Contextful<Contextful.Fn<NewInputT, Iterable<OutputT>>> fn) {
    return new FlatMapElements<>(fn, null, outputType);
  }

  /**
   * The same with an output of its own, of the given type, for elements on which it throws. What is
   * thrown later, while a lazy result is read, fails the pipeline.
   */
  public <NewFailureT extends @Nullable Object>
      FlatMapWithFailures<InputT, OutputT, NewFailureT> exceptionsInto(
          TypeDescriptor<NewFailureT> failureType) {
    return new FlatMapWithFailures<>(
        "FlatMapWithFailures",
        function(),
        inputType,
        outputType,
        new FailureOutput<>(failureType, null));
  }

  /** The same with an output of its own for what the handler makes of elements and exceptions. */
  public <FailureT extends @Nullable Object>
      FlatMapWithFailures<InputT, OutputT, FailureT> exceptionsVia(
          InferableFunction<WithFailures.ExceptionElement<InputT>, FailureT> exceptionHandler) {
    return new FlatMapWithFailures<>(
        "FlatMapWithFailures",
        function(),
        inputType,
        outputType,
        FailureOutput.of(exceptionHandler));
  }

  private Contextful<Contextful.Fn<InputT, Iterable<OutputT>>> function() {
    Contextful<Contextful.Fn<InputT, Iterable<OutputT>>> given = fn;
    if (given == null) {
      throw new IllegalStateException(
          "FlatMapElements.into("
              + outputType
              + ") says what elements become but not how: add .via(element -> ...)");
    }
    return given;
  }

  @Override
  public PCollection<OutputT> expand(PCollection<? extends InputT> input) {
    Contextful<Contextful.Fn<InputT, Iterable<OutputT>>> given = function();
    ProcessFunction<InputT, Iterable<OutputT>> plain = Contextful.ofElementOnly(given);
    return plain != null
        ? input.apply("FlatMap", ParDo.of(new ElementDoFn.FlatMap<>(plain, inputType, outputType)))
        : input.apply(
            "FlatMap",
            ParDo.of(new ContextDoFn.FlatMap<>(given, null, inputType, outputType))
                .withSideInputs(given.getRequirements().getSideInputs()));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    Contextful<Contextful.Fn<InputT, Iterable<OutputT>>> given = fn;
    if (given != null) {
      ElementDoFn.describe(Contextful.asWritten(given), builder);
    }
  }

  /**
   * A {@link FlatMapElements} with an output for failures.
   *
   * @param <InputT> the type of the elements
   * @param <OutputT> the type of the results
   * @param <FailureT> the type of the elements that stand for failures
   */
  public static final class FlatMapWithFailures<
          InputT extends @Nullable Object,
          OutputT extends @Nullable Object,
          FailureT extends @Nullable Object>
      extends PTransform<PCollection<InputT>, WithFailures.Result<PCollection<OutputT>, FailureT>> {

    private final String kind;
    private final Contextful<Contextful.Fn<InputT, Iterable<OutputT>>> fn;
    private final transient @Nullable TypeDescriptor<InputT> inputType;
    private final transient TypeDescriptor<OutputT> outputType;
    private final transient FailureOutput<InputT, FailureT> failures;

    FlatMapWithFailures(
        String kind,
        Contextful<Contextful.Fn<InputT, Iterable<OutputT>>> fn,
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
    public FlatMapWithFailures<InputT, OutputT, FailureT> exceptionsVia(
        ProcessFunction<WithFailures.ExceptionElement<InputT>, FailureT> exceptionHandler) {
      return new FlatMapWithFailures<>(
          kind, fn, inputType, outputType, new FailureOutput<>(failures.type(), exceptionHandler));
    }

    @Override
    public WithFailures.Result<PCollection<OutputT>, FailureT> expand(PCollection<InputT> input) {
      return failures.apply(
          "FlatMap",
          input,
          fn.getRequirements(),
          to -> new ContextDoFn.FlatMap<>(fn, to, inputType, outputType));
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
