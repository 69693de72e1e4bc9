package io.millrace.sdk.values;

import io.millrace.sdk.Pipeline;
import java.util.Map;

/** What a transform can be applied to. Immutable once its pipeline runs; not thread-safe before. */
public interface PInput {

  /** The pipeline to which this input belongs. */
  Pipeline getPipeline();

  /** The collections and views that make up this input, by the tag under which they are known. */
  Map<TupleTag<?>, PValue> expand();
}
