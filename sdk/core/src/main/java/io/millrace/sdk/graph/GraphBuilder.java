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
    final Set<String> names = new HashSet<>();

    Frame(String fullName) {
      this.fullName = fullName;
    }

    String childName(String local) {
      return fullName.isEmpty() ? local : fullName + "/" + local;
    }
  }

  private final Deque<Frame> open = new ArrayDeque<>();
  private final Frame root = new Frame("");

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
    String fullName = parent.childName(localName(parent, name, transform));
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

  private static <InputT extends PInput, OutputT extends POutput> OutputT expand(
      String fullName, InputT input, PTransform<? super InputT, OutputT> transform) {
    OutputT output = transform.expand(input);
    if (output == null) {
      throw new IllegalStateException("Transform " + fullName + ": expand returned null");
    }
    if (output.getPipeline() != input.getPipeline()) {
      throw new IllegalStateException(
          "Transform " + fullName + ": expand returned an output of another pipeline");
    }
    return output;
  }

  private static String localName(Frame scope, @Nullable String name, PTransform<?, ?> transform) {
    String wanted = name != null ? name : transform.getName();
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException("A transform's name must not be empty: " + transform);
    }
    if (scope.names.add(wanted)) {
      return wanted;
    }
    if (name != null) {
      throw new IllegalStateException(
          String.format(
              "Two transforms are applied under the name \"%s\"; give each its own name:"
                  + " apply(\"...\", %s)",
              scope.childName(wanted), transform));
    }
    int n = 2;
    while (!scope.names.add(wanted + n)) {
      n++;
    }
    return wanted + n;
  }

  /** What has been applied so far. */
  public PipelineGraph graph() {
    return new PipelineGraph(root.parts);
  }
}
