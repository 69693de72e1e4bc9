package io.millrace.sdk.values;

/** A single value of the pipeline graph: a {@link PCollection} or a {@link PCollectionView}. */
public interface PValue extends POutput, PInput {

  /** The name, unique in the pipeline once the producing transform was applied. */
  String getName();
}
