package io.millrace.sdk.values;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.transforms.PTransform;
import java.util.Map;

/** What a transform can produce. */
public interface POutput {

  /** The pipeline to which this output belongs. */
  Pipeline getPipeline();

  /** The collections and views that make up this output, by the tag under which they are known. */
  Map<TupleTag<?>, PValue> expand();

  /**
   * Told once, when the producing transform was applied under its full name; outputs fix their
   * names here.
   */
  void finishSpecifyingOutput(String transformName, PInput input, PTransform<?, ?> transform);
}
