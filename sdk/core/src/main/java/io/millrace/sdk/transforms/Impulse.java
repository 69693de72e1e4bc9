package io.millrace.sdk.transforms;

import io.millrace.model.v1.FunctionSpec;
import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.graph.ModelComponents;
import io.millrace.sdk.graph.ModelTransform;
import io.millrace.sdk.graph.TransformNode;
import io.millrace.sdk.graph.Urns;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.WindowingStrategy;

/** One empty byte array at the beginning of time, in the global window: what starts work. */
public final class Impulse extends PTransform<PBegin, PCollection<byte[]>>
    implements ModelTransform {

  private Impulse() {}

  /** The transform. */
  public static Impulse create() {
    return new Impulse();
  }

  @Override
  public PCollection<byte[]> expand(PBegin input) {
    return PCollection.createPrimitiveOutputInternal(
        input.getPipeline(),
        WindowingStrategy.globalDefault(),
        PCollection.IsBounded.BOUNDED,
        ByteArrayCoder.of());
  }

  @Override
  public FunctionSpec toModel(TransformNode node, ModelComponents components) {
    return FunctionSpec.newBuilder().setUrn(Urns.IMPULSE).build();
  }
}
