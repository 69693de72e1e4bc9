package io.millrace.sdk.values;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.transforms.PTransform;
import java.util.Map;

/** The output of transforms that produce nothing for others to read, such as writes. */
public final class PDone implements POutput {

  private final Pipeline pipeline;

  private PDone(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** The end of a branch of the given pipeline. */
  public static PDone in(Pipeline pipeline) {
    return new PDone(pipeline);
  }

  @Override
  public Pipeline getPipeline() {
    return pipeline;
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return Map.of();
  }

  @Override
  public void finishSpecifyingOutput(
      String transformName, PInput input, PTransform<?, ?> transform) {}
}
