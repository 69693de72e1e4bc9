package io.millrace.runners.core.plan;

/** The coder of the elements on an edge, in terms of the model's coder ids. */
public sealed interface EdgeCoder {

  /** A coder of the model as it stands there. */
  record OfModel(String coderId) implements EdgeCoder {}

  /**
   * A KV coder made of two of the model's: for lifted combines, whose edges carry KVs of key and
   * accumulator. The model has no such coder.
   */
  record KvOf(String keyCoderId, String valueCoderId) implements EdgeCoder {}
}
