package io.millrace.sdk.transforms;

import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionTuple;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TupleTagList;
import io.millrace.sdk.values.TypeDescriptor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the exceptions of a function become elements.
 *
 * @param type the type of these elements
 * @param handler makes them; null until it is given
 */
record FailureOutput<InputT extends @Nullable Object, FailureT extends @Nullable Object>(
    TypeDescriptor<FailureT> type,
    @Nullable ProcessFunction<WithFailures.ExceptionElement<InputT>, FailureT> handler) {

  private static final String TAG = "failures";

  static <InputT extends @Nullable Object, FailureT extends @Nullable Object>
      FailureOutput<InputT, FailureT> of(
          InferableFunction<WithFailures.ExceptionElement<InputT>, FailureT> handler) {
    return new FailureOutput<>(handler.getOutputTypeDescriptor(), handler);
  }

  /** Applies the function that is made for this output, under the given name. */
  <OutputT extends @Nullable Object> WithFailures.Result<PCollection<OutputT>, FailureT> apply(
      String name,
      PCollection<InputT> input,
      Requirements requirements,
      Function<ContextDoFn.Failures<InputT, FailureT>, DoFn<InputT, OutputT>> fn) {
    ProcessFunction<WithFailures.ExceptionElement<InputT>, FailureT> given = handler;
    if (given == null) {
      throw new IllegalStateException(
          "exceptionsInto("
              + type
              + ") says what failures become but not how: add .exceptionsVia(failure -> ...)");
    }
    TupleTag<OutputT> outputTag = new TupleTag<>("output");
    // Tags are equal by id: the function's need not know the type, which may not be serialisable
    TupleTag<FailureT> failuresTag = new TupleTag<>(TAG, type);
    ContextDoFn.Failures<InputT, FailureT> failures =
        new ContextDoFn.Failures<>(new TupleTag<>(TAG), given);
    PCollectionTuple outputs =
        input.apply(
            name,
            ParDo.of(fn.apply(failures))
                .withOutputTags(outputTag, TupleTagList.of(failuresTag))
                .withSideInputs(requirements.getSideInputs()));
    return WithFailures.Result.of(outputs, outputTag, failuresTag);
  }
}
