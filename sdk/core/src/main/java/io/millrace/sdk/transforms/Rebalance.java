package io.millrace.sdk.transforms;

import io.millrace.model.v1.FunctionSpec;
import io.millrace.sdk.graph.ModelComponents;
import io.millrace.sdk.graph.ModelTransform;
import io.millrace.sdk.graph.TransformNode;
import io.millrace.sdk.graph.Urns;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * The primitive behind {@link Redistribute} and {@link Reshuffle}: elements change their place and
 * nothing else.
 */
final class Rebalance<T extends @Nullable Object> extends PTransform<PCollection<T>, PCollection<T>>
    implements ModelTransform {

  @Override
  public PCollection<T> expand(PCollection<T> input) {
    PCollection<T> output =
        PCollection.createPrimitiveOutputInternal(
            input.getPipeline(), input.getWindowingStrategy(), input.isBounded(), input.getCoder());
    TypeDescriptor<T> type = input.getTypeDescriptor();
    return type == null ? output : output.setTypeDescriptor(type);
  }

  @Override
  public boolean isPure() {
    return true;
  }

  @Override
  public FunctionSpec toModel(TransformNode node, ModelComponents components) {
    return FunctionSpec.newBuilder().setUrn(Urns.REDISTRIBUTE).build();
  }

  /** Checks a number of buckets; null leaves it to the runner. */
  static @Nullable Integer checkBuckets(@Nullable Integer numBuckets) {
    if (numBuckets != null && numBuckets < 1) {
      throw new IllegalArgumentException(
          "There must be at least one bucket, not "
              + numBuckets
              + "; leave it to the runner: null");
    }
    return numBuckets;
  }
}
