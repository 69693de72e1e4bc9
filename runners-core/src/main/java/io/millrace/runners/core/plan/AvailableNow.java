package io.millrace.runners.core.plan;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.model.v1.Components;
import io.millrace.model.v1.FunctionSpec;
import io.millrace.model.v1.IsBounded;
import io.millrace.model.v1.PTransform;
import io.millrace.model.v1.ParDoPayload;
import io.millrace.model.v1.Pipeline;
import io.millrace.model.v1.ReadPayload;
import io.millrace.sdk.graph.ModelRehydration;
import io.millrace.sdk.graph.Urns;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.StreamingOptions;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.reflect.DoFnSignatures;
import io.millrace.sdk.transforms.reflect.SplittableSignature;
import io.millrace.sdk.values.PCollection;
import java.util.TreeMap;

/**
 * Makes a pipeline of one that may not end: one that reads what is there now. All its collections
 * end, so that it is planned like any other of which that is known.
 */
public final class AvailableNow {

  private AvailableNow() {}

  /**
   * The pipeline as it is to be planned.
   *
   * @return with an end if {@code --mode=available-now} asks for one, otherwise as it is
   * @throws PlanException if a source cannot tell where its input ends now; the message names the
   *     transform
   */
  public static Pipeline ifAsked(Pipeline pipeline, PipelineOptions options) {
    return StreamingOptions.Mode.of(options) == StreamingOptions.Mode.AVAILABLE_NOW
        ? of(pipeline)
        : pipeline;
  }

  /**
   * The same pipeline with an end.
   *
   * @throws PlanException if a source cannot tell where its input ends now; the message names the
   *     transform
   */
  public static Pipeline of(Pipeline pipeline) {
    Components.Builder components = pipeline.getComponents().toBuilder();
    // In the order of their ids, so that of several the same one is told.
    new TreeMap<>(pipeline.getComponents().getTransformsMap())
        .forEach((id, transform) -> components.putTransforms(id, bounded(transform)));
    pipeline
        .getComponents()
        .getPcollectionsMap()
        .forEach(
            (id, collection) ->
                components.putPcollections(
                    id, collection.toBuilder().setIsBounded(IsBounded.BOUNDED).build()));
    return pipeline.toBuilder().setComponents(components).build();
  }

  private static PTransform bounded(PTransform transform) {
    try {
      return switch (transform.getSpec().getUrn()) {
        case Urns.READ -> boundedRead(transform);
        case Urns.PAR_DO -> checkedParDo(transform);
        default -> transform;
      };
    } catch (InvalidProtocolBufferException e) {
      throw new PlanException(
          String.format(
              "The payload of transform \"%s\" is broken: %s. Build the pipeline anew.",
              transform.getUniqueName(), e.getMessage()),
          e);
    }
  }

  private static PTransform boundedRead(PTransform transform)
      throws InvalidProtocolBufferException {
    ReadPayload payload = ReadPayload.parseFrom(transform.getSpec().getPayload());
    Source<?, ?> source =
        ModelRehydration.javaFunction(payload.getSource(), Urns.JAVA_SOURCE, Source.class);
    if (!source.supportsAvailableNow()) {
      throw new PlanException(
          String.format(
              "Transform \"%s\" reads from %s, which cannot tell where its input ends now, as"
                  + " --mode=available-now needs. Use --mode=continuous, or give the source an end.",
              transform.getUniqueName(), source.getClass().getName()));
    }
    ReadPayload ends = payload.toBuilder().setIsBounded(IsBounded.BOUNDED).build();
    return transform.toBuilder()
        .setSpec(
            FunctionSpec.newBuilder()
                .setUrn(transform.getSpec().getUrn())
                .setPayload(ends.toByteString()))
        .build();
  }

  private static PTransform checkedParDo(PTransform transform)
      throws InvalidProtocolBufferException {
    ParDoPayload payload = ParDoPayload.parseFrom(transform.getSpec().getPayload());
    if (!payload.getRestrictionCoderId().isEmpty() && !ends(payload)) {
      throw new PlanException(
          String.format(
              "Transform \"%s\" is a splittable function that goes on without end, and cannot tell"
                  + " where its input ends now, as --mode=available-now needs. Use"
                  + " --mode=continuous, or give it an end (@SupportsAvailableNow).",
              transform.getUniqueName()));
    }
    return transform;
  }

  private static boolean ends(ParDoPayload payload) {
    DoFn<?, ?> fn = ModelRehydration.javaFunction(payload.getDoFn(), Urns.JAVA_DO_FN, DoFn.class);
    SplittableSignature splittable = DoFnSignatures.signatureForDoFn(fn).splittable();
    return splittable == null
        || splittable.isBoundedPerElement() == PCollection.IsBounded.BOUNDED
        || splittable.supportsAvailableNow();
  }
}
