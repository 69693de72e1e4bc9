package io.millrace.sdk.transforms;

import io.millrace.model.v1.FunctionSpec;
import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.graph.ModelComponents;
import io.millrace.sdk.graph.ModelTransform;
import io.millrace.sdk.graph.TransformNode;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.reflect.DoFnSignature;
import io.millrace.sdk.transforms.reflect.DoFnSignatures;
import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.PCollectionTuple;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.PCollectionViews;
import io.millrace.sdk.values.PValue;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TupleTagList;
import io.millrace.sdk.values.WindowingStrategy;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link DoFn} over every element of a collection.
 *
 * <pre>{@code
 * PCollection<String> words = lines.apply(ParDo.of(new ExtractWords()));
 * PCollectionTuple parts =
 *     words.apply(ParDo.of(new Split()).withOutputTags(SHORT, TupleTagList.of(LONG)));
 * }</pre>
 */
public final class ParDo {

  private ParDo() {}

  /**
   * A transform that runs the given function.
   *
   * @throws IllegalArgumentException if the function's methods cannot be called; the message names
   *     the method and what is wrong with it
   */
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      SingleOutput<InputT, OutputT> of(DoFn<InputT, OutputT> fn) {
    DoFnSignatures.signatureForDoFn(fn);
    return new SingleOutput<>(fn, Map.of());
  }

  /** A {@link ParDo} with one output. */
  public static final class SingleOutput<
          InputT extends @Nullable Object, OutputT extends @Nullable Object>
      extends PTransform<PCollection<? extends InputT>, PCollection<OutputT>>
      implements ModelTransform {

    private static final String MAIN_OUTPUT = "output";

    private final DoFn<InputT, OutputT> fn;
    private final Map<String, PCollectionView<?>> sideInputs;

    private SingleOutput(DoFn<InputT, OutputT> fn, Map<String, PCollectionView<?>> sideInputs) {
      this.fn = fn;
      this.sideInputs = sideInputs;
    }

    /** The same with more side inputs. */
    public SingleOutput<InputT, OutputT> withSideInputs(PCollectionView<?>... views) {
      return withSideInputs(Arrays.asList(views));
    }

    /** The same with more side inputs. */
    public SingleOutput<InputT, OutputT> withSideInputs(
        Iterable<? extends PCollectionView<?>> views) {
      return withSideInputs(byTag(views));
    }

    /** The same with more side inputs, for {@link DoFn.SideInput} parameters by these tags. */
    public SingleOutput<InputT, OutputT> withSideInputs(Map<String, PCollectionView<?>> views) {
      return new SingleOutput<>(fn, plus(sideInputs, views));
    }

    /** The same with one more side input, for a {@link DoFn.SideInput} parameter by this tag. */
    public SingleOutput<InputT, OutputT> withSideInput(String tag, PCollectionView<?> view) {
      return withSideInputs(Map.of(tag, view));
    }

    /** The same with several outputs. */
    public MultiOutput<InputT, OutputT> withOutputTags(
        TupleTag<OutputT> mainOutputTag, TupleTagList additionalOutputTags) {
      return new MultiOutput<>(fn, sideInputs, mainOutputTag, additionalOutputTags);
    }

    /** The function. */
    public DoFn<InputT, OutputT> getFn() {
      return fn;
    }

    /** The side inputs by tag. */
    public Map<String, PCollectionView<?>> getSideInputs() {
      return sideInputs;
    }

    @Override
    public Map<TupleTag<?>, PValue> getAdditionalInputs() {
      return byTupleTag(sideInputs);
    }

    @Override
    public PCollection<OutputT> expand(PCollection<? extends InputT> input) {
      check(fn, input, sideInputs);
      PCollection<OutputT> output =
          output(fn, input, windowingOfOutputs(fn, input), new TupleTag<OutputT>(MAIN_OUTPUT))
              .setTypeDescriptor(fn.getOutputTypeDescriptor());
      if (isStateful(fn)) {
        LateDataOutput.add(input, output, List.of(output.getTagInternal()));
      }
      return output;
    }

    @Override
    protected Coder<?> getDefaultOutputCoder(PCollection<? extends InputT> input)
        throws CannotProvideCoderException {
      return outputCoder(fn, input);
    }

    @Override
    protected String getKindString() {
      return "ParDo(" + TransformNames.simpleName(fn.getClass()) + ")";
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      describe(fn, builder);
    }

    @Override
    public FunctionSpec toModel(TransformNode node, ModelComponents components) {
      return components.parDo(fn, MAIN_OUTPUT, sideInputs, onlyInput(node));
    }
  }

  /** A {@link ParDo} with several outputs. */
  public static final class MultiOutput<
          InputT extends @Nullable Object, OutputT extends @Nullable Object>
      extends PTransform<PCollection<? extends InputT>, PCollectionTuple>
      implements ModelTransform {

    private final DoFn<InputT, OutputT> fn;
    private final Map<String, PCollectionView<?>> sideInputs;
    private final TupleTag<OutputT> mainOutputTag;
    private final TupleTagList additionalOutputTags;

    private MultiOutput(
        DoFn<InputT, OutputT> fn,
        Map<String, PCollectionView<?>> sideInputs,
        TupleTag<OutputT> mainOutputTag,
        TupleTagList additionalOutputTags) {
      this.fn = fn;
      this.sideInputs = sideInputs;
      this.mainOutputTag = mainOutputTag;
      this.additionalOutputTags = additionalOutputTags;
    }

    /** The same with more side inputs. */
    public MultiOutput<InputT, OutputT> withSideInputs(PCollectionView<?>... views) {
      return withSideInputs(Arrays.asList(views));
    }

    /** The same with more side inputs. */
    public MultiOutput<InputT, OutputT> withSideInputs(
        Iterable<? extends PCollectionView<?>> views) {
      return withSideInputs(byTag(views));
    }

    /** The same with more side inputs, for {@link DoFn.SideInput} parameters by these tags. */
    public MultiOutput<InputT, OutputT> withSideInputs(Map<String, PCollectionView<?>> views) {
      return new MultiOutput<>(fn, plus(sideInputs, views), mainOutputTag, additionalOutputTags);
    }

    /** The same with one more side input, for a {@link DoFn.SideInput} parameter by this tag. */
    public MultiOutput<InputT, OutputT> withSideInput(String tag, PCollectionView<?> view) {
      return withSideInputs(Map.of(tag, view));
    }

    /** The function. */
    public DoFn<InputT, OutputT> getFn() {
      return fn;
    }

    /** The tag of the main output. */
    public TupleTag<OutputT> getMainOutputTag() {
      return mainOutputTag;
    }

    /** The tags of the other outputs. */
    public TupleTagList getAdditionalOutputTags() {
      return additionalOutputTags;
    }

    /** The side inputs by tag. */
    public Map<String, PCollectionView<?>> getSideInputs() {
      return sideInputs;
    }

    @Override
    public Map<TupleTag<?>, PValue> getAdditionalInputs() {
      return byTupleTag(sideInputs);
    }

    @Override
    public PCollectionTuple expand(PCollection<? extends InputT> input) {
      check(fn, input, sideInputs);
      WindowingStrategy<?, ?> windowing = windowingOfOutputs(fn, input);
      PCollectionTuple outputs =
          PCollectionTuple.of(mainOutputTag, output(fn, input, windowing, mainOutputTag));
      if (mainOutputTag.getTypeDescriptor() == null) {
        outputs.get(mainOutputTag).setTypeDescriptor(fn.getOutputTypeDescriptor());
      }
      for (TupleTag<?> tag : additionalOutputTags.getAll()) {
        outputs = withOutput(outputs, fn, input, windowing, tag);
      }
      if (isStateful(fn)) {
        LateDataOutput.add(input, outputs.get(mainOutputTag), outputs.getAll().keySet());
      }
      return outputs;
    }

    private static <T extends @Nullable Object> PCollectionTuple withOutput(
        PCollectionTuple outputs,
        DoFn<?, ?> fn,
        PCollection<?> input,
        WindowingStrategy<?, ?> windowing,
        TupleTag<T> tag) {
      return outputs.and(tag, output(fn, input, windowing, tag));
    }

    @Override
    public <T extends @Nullable Object> Coder<T> getDefaultOutputCoder(
        PCollection<? extends InputT> input, PCollection<T> output)
        throws CannotProvideCoderException {
      if (output.getTagInternal().equals(mainOutputTag)) {
        @SuppressWarnings("unchecked") // the main output is of the function's output type
        Coder<T> coder = (Coder<T>) outputCoder(fn, input);
        return coder;
      }
      throw new CannotProvideCoderException(
          "only the main output's type is known from the function; create the tag of this one as an"
              + " anonymous subclass, new TupleTag<...>() {}, to let its type be seen");
    }

    @Override
    protected String getKindString() {
      return "ParDo(" + TransformNames.simpleName(fn.getClass()) + ")";
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      describe(fn, builder);
    }

    @Override
    public FunctionSpec toModel(TransformNode node, ModelComponents components) {
      return components.parDo(fn, mainOutputTag.getId(), sideInputs, onlyInput(node));
    }
  }

  private static <InputT extends @Nullable Object> void check(
      DoFn<InputT, ?> fn,
      PCollection<? extends InputT> input,
      Map<String, PCollectionView<?>> sideInputs) {
    SerializableUtils.ensureSerializable(fn);
    if (fn.getAllowedTimestampSkew().isNegative()) {
      throw new IllegalArgumentException(
          fn.getClass().getName()
              + ".getAllowedTimestampSkew() gives "
              + fn.getAllowedTimestampSkew()
              + ", but how far outputs may go back cannot be negative. Give zero or more.");
    }
    DoFnSignature signature = DoFnSignatures.signatureForDoFn(fn);
    signature.verifyInput(input, sideInputs);
    // What is missing is found where the function is applied, not when the pipeline is translated.
    var unused = signature.stateSpecs(fn, input);
    if (signature.splittable() != null) {
      var unusedToo = signature.splittable().restrictionCoder(fn, input);
      unusedToo = signature.splittable().estimatorStateCoder(fn, input);
    }
    sideInputs.values().forEach(view -> PCollectionViews.verifyReadable(view, input));
  }

  private static boolean isStateful(DoFn<?, ?> fn) {
    return DoFnSignatures.signatureForDoFn(fn).isStateful();
  }

  /** What keeps state drops what comes too late, and is then the one to give it out. */
  private static WindowingStrategy<?, ?> windowingOfOutputs(DoFn<?, ?> fn, PCollection<?> input) {
    WindowingStrategy<?, ?> windowing = input.getWindowingStrategy();
    return isStateful(fn) ? windowing.withLateDataTag(null) : windowing;
  }

  private static <T extends @Nullable Object> PCollection<T> output(
      DoFn<?, ?> fn, PCollection<?> input, WindowingStrategy<?, ?> windowing, TupleTag<T> tag) {
    IsBounded bounded =
        DoFnSignatures.signatureForDoFn(fn).isUnboundedPerElement()
            ? IsBounded.UNBOUNDED
            : input.isBounded();
    return PCollection.createPrimitiveOutputInternal(
        input.getPipeline(), windowing, bounded, null, tag);
  }

  private static PCollection<?> onlyInput(TransformNode node) {
    return node.inputs().values().iterator().next();
  }

  private static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      Coder<OutputT> outputCoder(DoFn<InputT, OutputT> fn, PCollection<? extends InputT> input)
          throws CannotProvideCoderException {
    @SuppressWarnings("unchecked") // elements of a subtype are elements of the type
    PCollection<InputT> typed = (PCollection<InputT>) input;
    try {
      return input
          .getPipeline()
          .getCoderRegistry()
          .getCoder(fn.getOutputTypeDescriptor(), fn.getInputTypeDescriptor(), typed.getCoder());
    } catch (CannotProvideCoderException e) {
      if (fn instanceof ElementDoFn<?, ?, ?> ofTransform
          && ofTransform.ifTypeIsOpen() != null
          && fn.getOutputTypeDescriptor().hasUnresolvedParameters()) {
        throw new CannotProvideCoderException(
            ofTransform.ifTypeIsOpen() + ". " + e.getMessage(), e);
      }
      throw e;
    }
  }

  private static void describe(DoFn<?, ?> fn, DisplayData.Builder builder) {
    builder.include("fn", fn).add(DisplayData.item("fn", fn.getClass()).withLabel("Function"));
  }

  private static Map<String, PCollectionView<?>> byTag(
      Iterable<? extends PCollectionView<?>> views) {
    Map<String, PCollectionView<?>> result = new LinkedHashMap<>();
    for (PCollectionView<?> view : views) {
      result.put(view.getTagInternal().getId(), view);
    }
    return result;
  }

  private static Map<String, PCollectionView<?>> plus(
      Map<String, PCollectionView<?>> some, Map<String, PCollectionView<?>> more) {
    Map<String, PCollectionView<?>> result = new LinkedHashMap<>(some);
    result.putAll(more);
    return Collections.unmodifiableMap(result);
  }

  private static Map<TupleTag<?>, PValue> byTupleTag(Map<String, PCollectionView<?>> views) {
    Map<TupleTag<?>, PValue> result = new LinkedHashMap<>();
    views.forEach((tag, view) -> result.put(new TupleTag<@Nullable Object>(tag), view));
    return result;
  }
}
