package io.millrace.sdk.values;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.transforms.PTransform;
import java.util.Map;

/** The input of root transforms: nothing but the pipeline itself. */
public final class PBegin implements PInput {

  private final Pipeline pipeline;

  private PBegin(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** The beginning of the given pipeline. */
  public static PBegin in(Pipeline pipeline) {
    return new PBegin(pipeline);
  }

  /** Applies a root transform under its default name. */
  public <OutputT extends POutput> OutputT apply(PTransform<? super PBegin, OutputT> transform) {
    return Pipeline.applyTransform(this, transform);
  }

  /** Applies a root transform under the given name. */
  public <OutputT extends POutput> OutputT apply(
      String name, PTransform<? super PBegin, OutputT> transform) {
    return Pipeline.applyTransform(name, this, transform);
  }

  @Override
  public Pipeline getPipeline() {
    return pipeline;
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return Map.of();
  }
}
