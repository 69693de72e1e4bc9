package io.millrace.runners.core.plan;

import io.millrace.model.v1.Components;
import io.millrace.model.v1.IsBounded;
import io.millrace.model.v1.Pipeline;

/**
 * Makes a stream of all of a pipeline if any of it is one, so that all that is kept can be saved:
 * groupings of input that ends may spill to disk where no snapshot finds it.
 */
public final class AsStream {

  private AsStream() {}

  /** Whether any collection of a pipeline never ends. */
  public static boolean isNeededFor(Pipeline pipeline) {
    return pipeline.getComponents().getPcollectionsMap().values().stream()
        .anyMatch(collection -> collection.getIsBounded() == IsBounded.UNBOUNDED);
  }

  /** The same pipeline, with nothing of which it is known that it ends if anything never does. */
  public static Pipeline of(Pipeline pipeline) {
    if (!isNeededFor(pipeline)) {
      return pipeline;
    }
    Components.Builder components = pipeline.getComponents().toBuilder();
    pipeline
        .getComponents()
        .getPcollectionsMap()
        .forEach(
            (id, collection) ->
                components.putPcollections(
                    id, collection.toBuilder().setIsBounded(IsBounded.UNBOUNDED).build()));
    return pipeline.toBuilder().setComponents(components).build();
  }
}
