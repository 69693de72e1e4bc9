package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import io.millrace.sdk.values.TypeDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A plain function of the element as a {@link DoFn}. Engines may call the function itself: see
 * {@link ElementFunction}.
 *
 * @param <InputT> the type of the elements
 * @param <OutputT> the type of the outputs
 * @param <ResultT> what the function gives for one element
 */
abstract class ElementDoFn<
        InputT extends @Nullable Object,
        OutputT extends @Nullable Object,
        ResultT extends @Nullable Object>
    extends DoFn<InputT, OutputT> implements ElementFunction {

  private static final long serialVersionUID = 1;

  final ProcessFunction<InputT, ResultT> fn;

  // of interest while the pipeline is built; a type with open variables is not serialisable
  private final transient @Nullable TypeDescriptor<InputT> inputType;
  private final transient @Nullable TypeDescriptor<OutputT> outputType;
  private final transient @Nullable String ifTypeIsOpen;

  ElementDoFn(
      ProcessFunction<InputT, ResultT> fn,
      @Nullable TypeDescriptor<InputT> inputType,
      @Nullable TypeDescriptor<OutputT> outputType,
      @Nullable String ifTypeIsOpen) {
    this.fn = fn;
    this.inputType = inputType;
    this.outputType = outputType;
    this.ifTypeIsOpen = ifTypeIsOpen;
  }

  /** What the user of the transform can do if the output type is not known, or null. */
  final @Nullable String ifTypeIsOpen() {
    return ifTypeIsOpen;
  }

  @Override
  public ProcessFunction<?, ?> fn() {
    return fn;
  }

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
    describe(fn, builder);
  }

  /** Says which function it is, and what the function says of itself. */
  static void describe(Object fn, DisplayData.Builder builder) {
    builder.add(DisplayData.item("class", fn.getClass()).withLabel("Function"));
    if (fn instanceof HasDisplayData described) {
      builder.include("fn", described);
    }
  }

  /** The result takes the element's place. */
  static final class Map<InputT extends @Nullable Object, OutputT extends @Nullable Object>
      extends ElementDoFn<InputT, OutputT, OutputT> {

    private static final long serialVersionUID = 1;

    /** For transforms that set the coder of the output themselves. */
    static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
        Map<InputT, OutputT> of(SerializableFunction<InputT, OutputT> fn) {
      return new Map<>(fn, null, null);
    }

    Map(
        ProcessFunction<InputT, OutputT> fn,
        @Nullable TypeDescriptor<InputT> inputType,
        @Nullable TypeDescriptor<OutputT> outputType) {
      this(fn, inputType, outputType, null);
    }

    Map(
        ProcessFunction<InputT, OutputT> fn,
        @Nullable TypeDescriptor<InputT> inputType,
        @Nullable TypeDescriptor<OutputT> outputType,
        @Nullable String ifTypeIsOpen) {
      super(fn, inputType, outputType, ifTypeIsOpen);
    }

    @Override
    public Kind kind() {
      return Kind.MAP;
    }

    @ProcessElement
    public void processElement(@Element InputT element, OutputReceiver<OutputT> out)
        throws Exception {
      out.output(fn.apply(element));
    }
  }

  /** The elements of the result take the element's place. */
  static final class FlatMap<InputT extends @Nullable Object, OutputT extends @Nullable Object>
      extends ElementDoFn<InputT, OutputT, Iterable<OutputT>> {

    private static final long serialVersionUID = 1;

    FlatMap(
        ProcessFunction<InputT, Iterable<OutputT>> fn,
        @Nullable TypeDescriptor<InputT> inputType,
        @Nullable TypeDescriptor<OutputT> outputType) {
      super(fn, inputType, outputType, null);
    }

    @Override
    public Kind kind() {
      return Kind.FLAT_MAP;
    }

    @ProcessElement
    public void processElement(@Element InputT element, OutputReceiver<OutputT> out)
        throws Exception {
      for (OutputT output : fn.apply(element)) {
        out.output(output);
      }
    }
  }

  /** The element stays if the result is true. */
  static final class Filter<T extends @Nullable Object> extends ElementDoFn<T, T, Boolean> {

    private static final long serialVersionUID = 1;

    Filter(ProcessFunction<T, Boolean> predicate) {
      super(predicate, null, null, null);
    }

    @Override
    public Kind kind() {
      return Kind.FILTER;
    }

    @ProcessElement
    public void processElement(@Element T element, OutputReceiver<T> out) throws Exception {
      if (fn.apply(element)) {
        out.output(element);
      }
    }
  }
}
