package io.millrace.sdk.graph;

import io.millrace.sdk.options.PipelineOptions;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable pipeline graph: the tree of applied transforms.
 *
 * @param roots the outermost transforms, in the order in which they were applied
 */
public record PipelineGraph(List<TransformNode> roots) {

  public PipelineGraph {
    roots = List.copyOf(roots);
  }

  /** Visits every node, enclosing ones before their parts, in the order of application. */
  public void forEach(Consumer<TransformNode> visitor) {
    roots.forEach(root -> visit(root, visitor));
  }

  private static void visit(TransformNode node, Consumer<TransformNode> visitor) {
    visitor.accept(node);
    node.parts().forEach(part -> visit(part, visitor));
  }

  /**
   * Lets every transform check itself.
   *
   * @throws IllegalArgumentException naming the transform that is not valid
   */
  public void validate(@Nullable PipelineOptions options) {
    forEach(
        node -> {
          try {
            node.transform().validate(options);
          } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IllegalArgumentException(
                "Transform " + node.fullName() + ": " + e.getMessage(), e);
          }
        });
  }
}
