package io.millrace.sdk.graph;

import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.PValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
   * The full names of transforms that are of no use: they do nothing but make a collection or a
   * view, and nobody reads it.
   */
  public List<String> unusedTransforms() {
    Set<PValue> read = new HashSet<>();
    forEach(
        node -> {
          if (node.transform() instanceof ModelTransform) {
            read.addAll(node.inputs().values());
          }
          for (PValue value : node.transform().getAdditionalInputs().values()) {
            read.add(value);
            if (value instanceof PCollectionView<?> view) {
              read.add(view.getPCollection());
            }
          }
        });
    List<String> unused = new ArrayList<>();
    forEach(
        node -> {
          boolean isPure =
              node.transform() instanceof ModelTransform known
                  ? known.isPure()
                  : node.output() instanceof PCollectionView<?> && node.parts().isEmpty();
          if (isPure
              && Collections.disjoint(node.output().expand().values(), read)
              && Collections.disjoint(node.lateOutputs(), read)) {
            unused.add(node.fullName());
          }
        });
    return unused;
  }

  /**
   * What is valid but hardly meant: outputs that nobody reads, and accumulated panes that are
   * aggregated again. For people; each place once.
   */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (String unused : unusedTransforms()) {
      warnings.add(
          "Nobody reads the output of transform "
              + unused
              + ": apply the next one to it, or take it out");
    }
    AccumulatedPanes.in(this).forEach(place -> warnings.add(place.warning()));
    return warnings;
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
