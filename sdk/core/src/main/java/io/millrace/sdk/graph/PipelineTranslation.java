package io.millrace.sdk.graph;

import io.millrace.model.v1.PTransform;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.DisplayDataTranslation;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TupleTag;
import java.util.LinkedHashMap;
import java.util.Map;

/** From the typed graph to the portable model. */
public final class PipelineTranslation {

  private final ModelComponents components = new ModelComponents();
  private int nextTransform = 1;

  private PipelineTranslation() {}

  /**
   * The model of a pipeline. The same program gives the same model.
   *
   * @throws IllegalStateException if a coder is missing; the message names the transform
   * @throws IllegalArgumentException if a function cannot be serialised or a transform is neither
   *     known to the model nor made of others
   */
  public static io.millrace.model.v1.Pipeline toProto(Pipeline pipeline) {
    PipelineTranslation translation = new PipelineTranslation();
    io.millrace.model.v1.Pipeline.Builder proto = io.millrace.model.v1.Pipeline.newBuilder();
    for (TransformNode root : pipeline.graph().roots()) {
      proto.addRootTransformIds(translation.add(root));
    }
    return proto.setComponents(translation.components.builder()).build();
  }

  private String add(TransformNode node) {
    String id = "transform" + nextTransform++;
    PTransform.Builder proto = PTransform.newBuilder().setUniqueName(node.fullName());
    inputs(node).forEach((name, input) -> proto.putInputs(name, components.collection(input)));
    // Parts first: they produce what the composite gives out.
    for (TransformNode part : node.parts()) {
      proto.addSubtransforms(add(part));
    }
    node.outputs()
        .forEach((tag, output) -> proto.putOutputs(tag.getId(), components.collection(output)));
    if (node.transform() instanceof ModelTransform known) {
      node.lateOutputs()
          .forEach(
              late -> proto.putOutputs(late.getTagInternal().getId(), components.collection(late)));
      proto.setSpec(known.toModel(node, components));
      proto.setEnvironmentId(components.environment());
    } else if (node.parts().isEmpty() && !isIdentity(node)) {
      throw new IllegalArgumentException(
          "Transform "
              + node.fullName()
              + " is made of no other transforms, but the model does not know it. Compose it of"
              + " transforms of the SDK in expand().");
    }
    proto.addAllDisplayData(DisplayDataTranslation.toProto(DisplayData.from(node.transform())));
    components.builder().putTransforms(id, proto.build());
    return id;
  }

  /** Whether everything that the transform gives out was there before. */
  private static boolean isIdentity(TransformNode node) {
    return node.inputs().values().containsAll(node.outputs().values());
  }

  /**
   * Inputs by local name: the only main input has a fixed one; of several, each is known by its
   * tag. Side inputs are known by the tag that their reader gives them.
   */
  private static Map<String, PCollection<?>> inputs(TransformNode node) {
    Map<String, PCollection<?>> side = new LinkedHashMap<>();
    node.transform()
        .getAdditionalInputs()
        .forEach(
            (tag, input) -> {
              if (input instanceof PCollectionView<?> view) {
                side.put(tag.getId(), view.getPCollection());
              }
            });
    Map<String, PCollection<?>> result = new LinkedHashMap<>();
    Map<TupleTag<?>, PCollection<?>> main = node.inputs();
    main.forEach(
        (tag, input) ->
            result.put(
                main.size() == 1 ? ModelComponents.mainInputName(side.keySet()) : tag.getId(),
                input));
    result.putAll(side);
    return result;
  }
}
