package io.millrace.sdk.graph;

import io.millrace.model.v1.FunctionSpec;

/**
 * A transform that the portable model knows by URN: a primitive, or a composite that runners may
 * execute as a whole.
 */
public interface ModelTransform {

  /**
   * The URN and payload of one application of this transform.
   *
   * @param node the application
   * @param components where coders, collections and windowing strategies get their ids
   */
  FunctionSpec toModel(TransformNode node, ModelComponents components);

  /**
   * Whether the transform does nothing but make its outputs, so that it is of no use where nobody
   * reads them.
   */
  default boolean isPure() {
    return false;
  }
}
