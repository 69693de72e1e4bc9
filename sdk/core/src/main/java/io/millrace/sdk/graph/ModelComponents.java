package io.millrace.sdk.graph;

import com.google.protobuf.ByteString;
import io.millrace.model.v1.CombinePayload;
import io.millrace.model.v1.Components;
import io.millrace.model.v1.Environment;
import io.millrace.model.v1.FunctionSpec;
import io.millrace.model.v1.IsBounded;
import io.millrace.model.v1.ParDoPayload;
import io.millrace.model.v1.SideInput;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.CombineFnBase.GlobalCombineFn;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.reflect.DoFnSignature;
import io.millrace.sdk.transforms.reflect.DoFnSignatures;
import io.millrace.sdk.transforms.reflect.SplittableSignature;
import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.WindowingStrategy;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Collects the components of a model pipeline while its graph is translated; gives out ids. */
public final class ModelComponents {

  private static final String MAIN_INPUT = "input";
  private static final String ENVIRONMENT_ID = "java";

  private final Components.Builder components = Components.newBuilder();
  private final Map<Coder<?>, String> coderIds = new HashMap<>();
  private final Map<WindowingStrategy<?, ?>, String> windowingIds = new HashMap<>();
  private final Map<PCollection<?>, String> collectionIds = new HashMap<>();

  ModelComponents() {
    components.putEnvironments(
        ENVIRONMENT_ID, Environment.newBuilder().setUrn(Urns.JAVA_IN_PROCESS).build());
  }

  Components.Builder builder() {
    return components;
  }

  /** The id of the environment in which Java user code runs. */
  public String environment() {
    return ENVIRONMENT_ID;
  }

  /** The id of a coder; equal coders share one. */
  public String coder(Coder<?> coder) {
    String id = coderIds.get(coder);
    if (id == null) {
      io.millrace.model.v1.Coder proto = CoderTranslation.toProto(coder, this::coder);
      id = "coder" + (coderIds.size() + 1) + "-" + coder.getClass().getSimpleName();
      coderIds.put(coder, id);
      components.putCoders(id, proto);
    }
    return id;
  }

  /** The id of a windowing strategy; equal ones share one. */
  public String windowingStrategy(WindowingStrategy<?, ?> strategy) {
    String id = windowingIds.get(strategy);
    if (id == null) {
      id = "windowing" + (windowingIds.size() + 1);
      windowingIds.put(strategy, id);
      components.putWindowingStrategies(
          id, WindowingStrategyTranslation.toProto(strategy, this::coder, ENVIRONMENT_ID));
    }
    return id;
  }

  /** The id of a collection. */
  public String collection(PCollection<?> collection) {
    String id = collectionIds.get(collection);
    if (id == null) {
      id = "pcollection" + (collectionIds.size() + 1);
      collectionIds.put(collection, id);
      components.putPcollections(
          id,
          io.millrace.model.v1.PCollection.newBuilder()
              .setUniqueName(collection.getName())
              .setCoderId(coderOf(collection))
              .setIsBounded(isBounded(collection.isBounded()))
              .setWindowingStrategyId(windowingStrategy(collection.getWindowingStrategy()))
              .build());
    }
    return id;
  }

  private String coderOf(PCollection<?> collection) {
    Coder<?> coder = collection.getCoder();
    try {
      return coder(coder);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          String.format("The coder %s of %s: %s", coder, collection.getName(), e.getMessage()), e);
    }
  }

  /** The model's word for boundedness. */
  public static IsBounded isBounded(PCollection.IsBounded isBounded) {
    return isBounded == PCollection.IsBounded.BOUNDED ? IsBounded.BOUNDED : IsBounded.UNBOUNDED;
  }

  /** A function given as a serialised Java object. */
  public static FunctionSpec javaFunction(String urn, Serializable function) {
    return FunctionSpec.newBuilder()
        .setUrn(urn)
        .setPayload(ByteString.copyFrom(SerializableUtils.serializeToByteArray(function)))
        .build();
  }

  /** The specification of a ParDo. Side inputs are known to the model by their tags. */
  public FunctionSpec parDo(
      DoFn<?, ?> fn,
      String mainOutputTag,
      Map<String, PCollectionView<?>> sideInputs,
      PCollection<?> input) {
    DoFnSignature signature = DoFnSignatures.signatureForDoFn(fn);
    ParDoPayload.Builder payload =
        ParDoPayload.newBuilder()
            .setDoFn(javaFunction(Urns.JAVA_DO_FN, fn))
            .setMainOutputTag(mainOutputTag)
            .setMainInputName(mainInputName(sideInputs.keySet()))
            .setRequiresStableInput(signature.requiresStableInput())
            .setRequiresTimeSortedInput(signature.requiresTimeSortedInput());
    sideInputs.forEach((tag, view) -> payload.putSideInputs(tag, sideInput(view)));
    StateTranslation.addTo(payload, signature, fn, input, this);
    if (signature.splittable() != null) {
      SplittableSignature splittable = signature.splittable();
      payload
          .setRestrictionCoderId(coder(splittable.restrictionCoder(fn, input)))
          .setWatermarkEstimatorStateCoderId(coder(splittable.estimatorStateCoder(fn, input)));
    }
    return FunctionSpec.newBuilder()
        .setUrn(Urns.PAR_DO)
        .setPayload(payload.build().toByteString())
        .build();
  }

  /** The specification of a combine per key. Side inputs are known to the model by their tags. */
  public FunctionSpec combinePerKey(
      GlobalCombineFn<?, ?, ?> fn,
      Coder<?> accumulatorCoder,
      Iterable<? extends PCollectionView<?>> sideInputs) {
    CombinePayload.Builder payload =
        CombinePayload.newBuilder()
            .setCombineFn(javaFunction(Urns.JAVA_COMBINE_FN, fn))
            .setAccumulatorCoderId(coder(accumulatorCoder));
    for (PCollectionView<?> view : sideInputs) {
      payload.putSideInputs(view.getTagInternal().getId(), sideInput(view));
    }
    return FunctionSpec.newBuilder()
        .setUrn(Urns.COMBINE_PER_KEY)
        .setPayload(
            payload
                .setMainInputName(mainInputName(payload.getSideInputsMap().keySet()))
                .build()
                .toByteString())
        .build();
  }

  /**
   * The local name of the only main input of a transform that has side inputs with the given tags.
   */
  public static String mainInputName(Set<String> sideInputTags) {
    String name = MAIN_INPUT;
    while (sideInputTags.contains(name)) {
      name = "main " + name;
    }
    return name;
  }

  /** How a reader sees a view's collection. */
  public static SideInput sideInput(PCollectionView<?> view) {
    return SideInput.newBuilder()
        .setAccessPattern(FunctionSpec.newBuilder().setUrn(Urns.ITERABLE_SIDE_INPUT))
        .setViewFn(javaFunction(Urns.JAVA_VIEW_FN, view.getViewFn()))
        .setWindowMappingFn(javaFunction(Urns.JAVA_WINDOW_MAPPING_FN, view.getWindowMappingFn()))
        .build();
  }
}
