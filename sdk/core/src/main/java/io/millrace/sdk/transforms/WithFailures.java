package io.millrace.sdk.transforms;

import com.google.auto.value.AutoValue;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.values.EncodableThrowable;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionTuple;
import io.millrace.sdk.values.PInput;
import io.millrace.sdk.values.POutput;
import io.millrace.sdk.values.PValue;
import io.millrace.sdk.values.TupleTag;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What transforms use that make an output of the elements on which their function threw an
 * exception.
 *
 * <pre>{@code
 * Result<PCollection<Integer>, String> result =
 *     words.apply(
 *         MapElements.into(integers())
 *             .via((String word) -> Integer.parseInt(word))
 *             .exceptionsInto(strings())
 *             .exceptionsVia(failure -> failure.element() + ": " + failure.exception()));
 * PCollection<Integer> numbers = result.failuresTo(failureCollections);
 * }</pre>
 */
public final class WithFailures {

  private static final String FAILURES = "failures";
  private static final String OUTPUT = "output";

  private WithFailures() {}

  /**
   * The output of a transform and its failures. Immutable.
   *
   * @param <OutputT> the type of the output
   * @param <FailureElementT> the type of the elements that stand for failures
   */
  @AutoValue
  public abstract static class Result<
          OutputT extends POutput, FailureElementT extends @Nullable Object>
      implements PInput, POutput {

    Result() {}

    /** What came of the elements that did not fail. */
    public abstract OutputT output();

    abstract @Nullable TupleTag<?> outputTag();

    /** What came of those that did. */
    public abstract PCollection<FailureElementT> failures();

    abstract TupleTag<FailureElementT> failuresTag();

    /** The result of a transform of any output. */
    public static <OutputT extends POutput, FailureElementT extends @Nullable Object>
        Result<OutputT, FailureElementT> of(OutputT output, PCollection<FailureElementT> failures) {
      return create(output, null, failures, new TupleTag<>(FAILURES));
    }

    /** The result of a transform whose output is a collection. */
    public static <
            OutputElementT extends @Nullable Object, FailureElementT extends @Nullable Object>
        Result<PCollection<OutputElementT>, FailureElementT> of(
            PCollection<OutputElementT> output, PCollection<FailureElementT> failures) {
      return create(
          output, new TupleTag<OutputElementT>(OUTPUT), failures, new TupleTag<>(FAILURES));
    }

    /** The result of a transform whose output and failures are parts of a tuple. */
    public static <
            OutputElementT extends @Nullable Object, FailureElementT extends @Nullable Object>
        Result<PCollection<OutputElementT>, FailureElementT> of(
            PCollectionTuple tuple,
            TupleTag<OutputElementT> outputTag,
            TupleTag<FailureElementT> failuresTag) {
      return create(tuple.get(outputTag), outputTag, tuple.get(failuresTag), failuresTag);
    }

    private static <OutputT extends POutput, FailureElementT extends @Nullable Object>
        Result<OutputT, FailureElementT> create(
            OutputT output,
            @Nullable TupleTag<?> outputTag,
            PCollection<FailureElementT> failures,
            TupleTag<FailureElementT> failuresTag) {
      return new AutoValue_WithFailures_Result<>(output, outputTag, failures, failuresTag);
    }

    /** Adds the failures to a list and returns the output, so that calls can go on from there. */
    public OutputT failuresTo(List<PCollection<FailureElementT>> failureCollections) {
      failureCollections.add(failures());
      return output();
    }

    @Override
    public Pipeline getPipeline() {
      return output().getPipeline();
    }

    @Override
    public Map<TupleTag<?>, PValue> expand() {
      Map<TupleTag<?>, PValue> values = new LinkedHashMap<>();
      TupleTag<?> tag = outputTag();
      if (tag != null && output() instanceof PValue value) {
        values.put(tag, value);
      }
      values.put(failuresTag(), failures());
      return Collections.unmodifiableMap(values);
    }

    /** Nothing: output and failures were specified by the transforms that produced them. */
    @Override
    public void finishSpecifyingOutput(
        String transformName, PInput input, PTransform<?, ?> transform) {}
  }

  /**
   * An element and the exception that the function threw on it. Immutable.
   *
   * @param <T> the type of the element
   */
  @AutoValue
  public abstract static class ExceptionElement<T extends @Nullable Object> {

    ExceptionElement() {}

    /** The element. */
    public abstract T element();

    /** What was thrown. */
    public abstract Exception exception();

    /** An element and what was thrown on it. */
    public static <T extends @Nullable Object> ExceptionElement<T> of(
        T element, Exception exception) {
      return new AutoValue_WithFailures_ExceptionElement<>(element, exception);
    }
  }

  /**
   * Makes of a failure the element and a map that describes the exception: {@code className},
   * {@code message} (left out if there is none) and {@code stackTrace}. To be used as an anonymous
   * subclass, {@code new ExceptionAsMapHandler<Integer>() {}}.
   *
   * @param <T> the type of the element
   */
  public static class ExceptionAsMapHandler<T extends @Nullable Object>
      extends SimpleFunction<ExceptionElement<T>, KV<T, Map<String, String>>> {

    private static final long serialVersionUID = 1;

    /** For anonymous subclasses. */
    public ExceptionAsMapHandler() {}

    @Override
    public KV<T, Map<String, String>> apply(ExceptionElement<T> failure) {
      Exception exception = failure.exception();
      Map<String, String> description = new LinkedHashMap<>();
      description.put("className", exception.getClass().getName());
      String message = exception.getMessage();
      if (message != null) {
        description.put("message", message);
      }
      description.put("stackTrace", Arrays.toString(exception.getStackTrace()));
      return KV.of(failure.element(), description);
    }
  }

  /**
   * Makes of a failure the element and the exception itself, which must be serialisable. To be used
   * as an anonymous subclass, {@code new ThrowableHandler<Integer>() {}}.
   *
   * @param <T> the type of the element
   */
  public static class ThrowableHandler<T extends @Nullable Object>
      extends SimpleFunction<ExceptionElement<T>, KV<T, EncodableThrowable>> {

    private static final long serialVersionUID = 1;

    /** For anonymous subclasses. */
    public ThrowableHandler() {}

    @Override
    public KV<T, EncodableThrowable> apply(ExceptionElement<T> failure) {
      return KV.of(failure.element(), EncodableThrowable.forThrowable(failure.exception()));
    }
  }
}
