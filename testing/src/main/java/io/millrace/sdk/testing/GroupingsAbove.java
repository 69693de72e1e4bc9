package io.millrace.sdk.testing;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.graph.TransformNode;
import io.millrace.sdk.trace.GroupingTrace;
import io.millrace.sdk.values.PCollection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the groupings that an assertion's elements come from, the nearest on each way. */
final class GroupingsAbove {

  private GroupingsAbove() {}

  static List<GroupingTrace> of(Pipeline pipeline, long assertionId, List<GroupingTrace> traces) {
    Map<String, GroupingTrace> byName = new LinkedHashMap<>();
    traces.forEach(trace -> byName.put(trace.transform(), trace));
    Map<PCollection<?>, List<TransformNode>> producers = new LinkedHashMap<>();
    Deque<PCollection<?>> open = new ArrayDeque<>();
    pipeline
        .graph()
        .forEach(
            node -> {
              for (PCollection<?> output : node.outputs().values()) {
                producers.computeIfAbsent(output, unused -> new ArrayList<>()).add(node);
              }
              if (node.transform() instanceof Assertion<?, ?> assertion
                  && assertion.site().id() == assertionId) {
                open.addAll(node.inputs().values());
              }
            });
    Set<PCollection<?>> seen = new LinkedHashSet<>(open);
    Set<GroupingTrace> found = new LinkedHashSet<>();
    while (!open.isEmpty()) {
      List<TransformNode> nodes = producers.getOrDefault(open.remove(), List.of());
      boolean isGrouping = false;
      for (TransformNode node : nodes) {
        GroupingTrace trace = byName.get(node.fullName());
        if (trace != null) {
          found.add(trace);
          isGrouping = true;
        }
      }
      if (!isGrouping) {
        for (TransformNode node : nodes) {
          if (node.parts().isEmpty()) {
            node.inputs().values().stream().filter(seen::add).forEach(open::add);
          }
        }
      }
    }
    return List.copyOf(found);
  }
}
