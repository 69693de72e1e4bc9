package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of the element that needs a context, or whose exceptions become an output, as a {@link
 * DoFn}.
 *
 * @param <InputT> the type of the elements
 * @param <OutputT> the type of the outputs
 * @param <ResultT> what the function gives for one element
 */
abstract class ContextDoFn<
        InputT extends @Nullable Object,
        OutputT extends @Nullable Object,
        ResultT extends @Nullable Object>
    extends DoFn<InputT, OutputT> {

  private static final long serialVersionUID = 1;

  /** What becomes of exceptions. */
  record Failures<InputT extends @Nullable Object, FailureT extends @Nullable Object>(
      TupleTag<FailureT> tag,
      ProcessFunction<WithFailures.ExceptionElement<InputT>, FailureT> handler)
      implements Serializable {}

  private final Contextful<Contextful.Fn<InputT, ResultT>> fn;
  private final @Nullable Failures<InputT, ?> failures;

  // of interest while the pipeline is built; a type with open variables is not serialisable
  private final transient @Nullable TypeDescriptor<InputT> inputType;
  private final transient TypeDescriptor<OutputT> outputType;

  private ContextDoFn(
      Contextful<Contextful.Fn<InputT, ResultT>> fn,
      @Nullable Failures<InputT, ?> failures,
      @Nullable TypeDescriptor<InputT> inputType,
      TypeDescriptor<OutputT> outputType) {
    this.fn = fn;
    this.failures = failures;
    this.inputType = inputType;
    this.outputType = outputType;
  }

  final void process(ProcessContext c) throws Exception {
    Failures<InputT, ?> handled = failures;
    if (handled == null) {
      output(call(c), c);
    } else {
      processOrFail(c, handled);
    }
  }

  // The output is outside of the try: an exception of a transform behind this one is none of ours
  private <FailureT extends @Nullable Object> void processOrFail(
      ProcessContext c, Failures<InputT, FailureT> handled) throws Exception {
    ResultT result;
    try {
      result = call(c);
    } catch (Exception e) {
      c.output(
          handled.tag(), handled.handler().apply(WithFailures.ExceptionElement.of(c.element(), e)));
      return;
    }
    output(result, c);
  }

  private ResultT call(ProcessContext c) throws Exception {
    return fn.getClosure().apply(c.element(), Contextful.Fn.Context.wrapProcessContext(c));
  }

  abstract void output(ResultT result, ProcessContext c);

  @Override
  public TypeDescriptor<InputT> getInputTypeDescriptor() {
    TypeDescriptor<InputT> known = inputType;
    return known != null ? known : super.getInputTypeDescriptor();
  }

  @Override
  public TypeDescriptor<OutputT> getOutputTypeDescriptor() {
    TypeDescriptor<OutputT> known = outputType;
    return known != null ? known : super.getOutputTypeDescriptor();
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    ElementDoFn.describe(Contextful.asWritten(fn), builder);
  }

  /** The result takes the element's place. */
  static final class Map<InputT extends @Nullable Object, OutputT extends @Nullable Object>
      extends ContextDoFn<InputT, OutputT, OutputT> {

    private static final long serialVersionUID = 1;

    Map(
        Contextful<Contextful.Fn<InputT, OutputT>> fn,
        @Nullable Failures<InputT, ?> failures,
        @Nullable TypeDescriptor<InputT> inputType,
        TypeDescriptor<OutputT> outputType) {
      super(fn, failures, inputType, outputType);
    }

    @ProcessElement
    public void processElement(ProcessContext c) throws Exception {
      process(c);
    }

    @Override
    void output(OutputT result, ProcessContext c) {
      c.output(result);
    }
  }

  /** The elements of the result take the element's place. */
  static final class FlatMap<InputT extends @Nullable Object, OutputT extends @Nullable Object>
      extends ContextDoFn<InputT, OutputT, Iterable<OutputT>> {

    private static final long serialVersionUID = 1;

    FlatMap(
        Contextful<Contextful.Fn<InputT, Iterable<OutputT>>> fn,
        @Nullable Failures<InputT, ?> failures,
        @Nullable TypeDescriptor<InputT> inputType,
        TypeDescriptor<OutputT> outputType) {
      super(fn, failures, inputType, outputType);
    }

    @ProcessElement
    public void processElement(ProcessContext c) throws Exception {
      process(c);
    }

    @Override
    void output(Iterable<OutputT> result, ProcessContext c) {
      for (OutputT output : result) {
        c.output(output);
      }
    }
  }
}
