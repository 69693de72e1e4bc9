package io.millrace.sdk.graph;

import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PInput;
import io.millrace.sdk.values.POutput;
import io.millrace.sdk.values.PValue;
import io.millrace.sdk.values.TupleTag;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One application of a transform: an immutable node of the graph.
 *
 * @param fullName names of the enclosing composites and its own, joined by '/'; unique
 * @param transform what was applied
 * @param input what it was applied to
 * @param output what that gave
 * @param parts the transforms that a composite applied, in order; empty for primitives
 */
public record TransformNode(
    String fullName,
    PTransform<?, ?> transform,
    PInput input,
    POutput output,
    List<TransformNode> parts) {

  public TransformNode {
    parts = List.copyOf(parts);
  }

  /** The collections that the transform was applied to, by tag. */
  public Map<TupleTag<?>, PCollection<?>> inputs() {
    return collections(input.expand());
  }

  /** The collections that it produced, by tag. */
  public Map<TupleTag<?>, PCollection<?>> outputs() {
    return collections(output.expand());
  }

  /**
   * What steps in it give out of what they drop because it comes too late; each collection is known
   * by its tag.
   */
  public List<PCollection<?>> lateOutputs() {
    Set<PCollection<?>> result = new LinkedHashSet<>();
    for (PCollection<?> collection : outputs().values()) {
      PCollection<?> late = collection.getLateDataInternal();
      if (late != null) {
        result.add(late);
      }
    }
    parts.forEach(part -> result.addAll(part.lateOutputs()));
    return List.copyOf(result);
  }

  /** Whether runners execute the transform itself: it has no parts and makes something new. */
  public boolean isPrimitive() {
    return transform instanceof ModelTransform && parts.isEmpty();
  }

  private static Map<TupleTag<?>, PCollection<?>> collections(Map<TupleTag<?>, PValue> values) {
    Map<TupleTag<?>, PCollection<?>> result = new LinkedHashMap<>();
    values.forEach(
        (tag, value) -> {
          if (value instanceof PCollection<?> collection) {
            result.put(tag, collection);
          }
        });
    return result;
  }
}
