package io.millrace.sdk.graph;

import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.values.PInput;
import io.millrace.sdk.values.POutput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Grows the graph while transforms are applied. One per pipeline; not thread-safe. */
public final class GraphBuilder {

  /** A transform that is being expanded. */
  private static final class Frame {
    final String fullName;
    final List<TransformNode> parts = new ArrayList<>();

    Frame(String fullName) {
      this.fullName = fullName;
    }

    String childName(String local) {
      return fullName.isEmpty() ? local : fullName + "/" + local;
    }
  }

  private final Deque<Frame> open = new ArrayDeque<>();
  private final Frame root = new Frame("");
  private final Set<String> names = new HashSet<>();
  private final Set<String> viewNames = new HashSet<>();
  private @Nullable RuntimeException lastNamed;

  /** A builder of an empty graph. */
  public GraphBuilder() {
    open.push(root);
  }

  /**
   * Applies a transform: names it, expands it and records the result.
   *
   * @param name the user's name for it; null to use the transform's own, numbered where taken
   * @throws IllegalStateException if the user gave the name to another transform of the same scope
   */
  public <InputT extends PInput, OutputT extends POutput> OutputT apply(
      @Nullable String name, InputT input, PTransform<? super InputT, OutputT> transform) {
    Frame parent = open.getFirst();
    String fullName = newName(parent, name, transform);
    Frame frame = new Frame(fullName);
    open.push(frame);
    OutputT output;
    try {
      output = expand(fullName, input, transform);
    } finally {
      open.pop();
    }
    output.finishSpecifyingOutput(fullName, input, transform);
    parent.parts.add(new TransformNode(fullName, transform, input, output, frame.parts));
    return output;
  }

  private <InputT extends PInput, OutputT extends POutput> OutputT expand(
      String fullName, InputT input, PTransform<? super InputT, OutputT> transform) {
    try {
      OutputT output = transform.expand(input);
      if (output == null) {
        throw new IllegalStateException("expand returned null");
      }
      if (output.getPipeline() != input.getPipeline()) {
        throw new IllegalStateException("expand returned an output of another pipeline");
      }
      return output;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw named(fullName, e);
    }
  }

  /** The same error with the name of the transform that refused to be applied, innermost only. */
  private RuntimeException named(String fullName, RuntimeException e) {
    String message = "Transform " + fullName + ": " + e.getMessage();
    if (e == lastNamed) {
      return e;
    } else if (e.getClass() == IllegalArgumentException.class) {
      lastNamed = new IllegalArgumentException(message, e);
    } else if (e.getClass() == IllegalStateException.class) {
      lastNamed = new IllegalStateException(message, e);
    } else {
      return e;
    }
    return lastNamed;
  }

  private String newName(Frame scope, @Nullable String name, PTransform<?, ?> transform) {
    String local = name != null ? name : transform.getName();
    if (local.isEmpty()) {
      throw new IllegalArgumentException("A transform's name must not be empty: " + transform);
    }
    String wanted = scope.childName(local);
    if (name != null && names.contains(wanted)) {
      throw new IllegalStateException(
          String.format(
              "Two transforms are applied under the name \"%s\"; give each its own name:"
                  + " apply(\"...\", %s)",
              wanted, transform));
    }
    return numbered(wanted, names);
  }

  /** The name itself if it is not taken, or else the first free one made of it and a number. */
  private static String numbered(String wanted, Set<String> taken) {
    String name = wanted;
    for (int n = 2; !taken.add(name); n++) {
      name = wanted + n;
    }
    return name;
  }

  /** A new name for a view, unique in the pipeline: that of the transform being expanded. */
  public String newViewName() {
    String enclosing = open.getFirst().fullName;
    return numbered(enclosing.isEmpty() ? "View" : enclosing, viewNames);
  }

  /**
   * The transforms that gave out {@code output} when they were applied, in scopes that are still
   * open as well; each before those that it is part of.
   */
  public List<TransformNode> producers(POutput output) {
    List<TransformNode> producers = new ArrayList<>();
    for (Frame frame : open) {
      frame.parts.forEach(node -> addProducers(node, output, producers));
    }
    return producers;
  }

  private static void addProducers(
      TransformNode node, POutput output, List<TransformNode> producers) {
    node.parts().forEach(part -> addProducers(part, output, producers));
    if (node.output() == output || node.output().expand().containsValue(output)) {
      producers.add(node);
    }
  }

  /** What has been applied so far. */
  public PipelineGraph graph() {
    return new PipelineGraph(root.parts);
  }
}
