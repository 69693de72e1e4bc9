package io.millrace.runners.core.plan;

import io.millrace.model.v1.Components;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A plan while it is made: stages, edges, and for each collection of the model the places where its
 * elements are. A flattened collection has several places, and the same one can count twice.
 */
final class Draft {

  private final List<DraftStage> stages = new ArrayList<>();
  private final Map<String, Map<DraftStage, List<String>>> sites = new HashMap<>();
  private final Map<String, DraftStage> sideInputStages = new HashMap<>();

  DraftStage add(String name, Width width, @Nullable Root root) {
    DraftStage stage = new DraftStage(stages.size(), name, width, root);
    stages.add(stage);
    return stage;
  }

  void connect(DraftEdge edge) {
    edge.to().inputs.add(edge);
  }

  void addSite(String collectionId, DraftStage stage, String local) {
    sites
        .computeIfAbsent(collectionId, id -> new LinkedHashMap<>())
        .computeIfAbsent(stage, s -> new ArrayList<>())
        .add(local);
  }

  /** The stages in which a collection's elements are, and the local collections there. */
  Map<DraftStage, List<String>> sites(String collectionId) {
    return Collections.unmodifiableMap(sites.getOrDefault(collectionId, Map.of()));
  }

  boolean isKept(String collectionId) {
    return sideInputStages.containsKey(collectionId);
  }

  /** The stage that keeps a collection for its views, after {@link #keep}. */
  DraftStage keeper(String collectionId) {
    DraftStage stage = sideInputStages.get(collectionId);
    if (stage == null) {
      throw new IllegalStateException("No stage keeps the side input " + collectionId + ".");
    }
    return stage;
  }

  void keep(String collectionId, DraftStage stage) {
    sideInputStages.put(collectionId, stage);
  }

  /** Makes a stage wait for what a leaf in it reads. */
  void read(DraftStage reader, List<SideInputUse> uses) {
    for (SideInputUse use : uses) {
      reader.sideInputs.add(use);
      keeper(use.collectionId()).views.add(use);
    }
  }

  /**
   * Whether {@code stage} cannot end before {@code other} has: because it is the same, gets
   * elements that come from it, or waits for a side input that does.
   */
  boolean dependsOn(DraftStage stage, DraftStage other) {
    Set<DraftStage> seen = new HashSet<>();
    Deque<DraftStage> open = new ArrayDeque<>();
    open.add(stage);
    for (DraftStage next = open.poll(); next != null; next = open.poll()) {
      if (next == other) {
        return true;
      }
      if (seen.add(next)) {
        open.addAll(before(next));
      }
    }
    return false;
  }

  /**
   * Whether the input of a stage may pile up where nobody may be held up by it. What waits for a
   * window of a side input without end may hold up its producers, unless that window cannot come
   * then; and so may a grouping that fires in time and waits for a side input that ends. Other
   * groupings take their input all the same.
   */
  private boolean mustSpill(DraftStage stage, Components components) {
    boolean waits = stage.leavesInputWaiting();
    boolean groupsInTime =
        (stage.root instanceof Root.GroupRoot || stage.root instanceof Root.CombineRoot)
            && Plan.firesInTime(stage.inputs.get(0).collectionId(), components);
    if (!waits && !groupsInTime) {
      return false;
    }
    Set<DraftStage> upstream = upstream(stage);
    for (SideInputUse use : stage.sideInputs) {
      boolean ends = !PlanCapabilities.isUnbounded(use.collectionId(), components);
      if ((waits && ends)
          || upstream.stream().anyMatch(one -> dependsOn(keeper(use.collectionId()), one))) {
        return true;
      }
    }
    return false;
  }

  /** The stages from which elements come, over any number of edges. */
  private static Set<DraftStage> upstream(DraftStage stage) {
    Set<DraftStage> seen = new HashSet<>();
    Deque<DraftStage> open = new ArrayDeque<>(List.of(stage));
    for (DraftStage next = open.poll(); next != null; next = open.poll()) {
      for (DraftEdge edge : next.inputs) {
        if (seen.add(edge.from())) {
          open.add(edge.from());
        }
      }
    }
    return seen;
  }

  private List<DraftStage> before(DraftStage stage) {
    List<DraftStage> result = new ArrayList<>();
    stage.inputs.forEach(edge -> result.add(edge.from()));
    stage.sideInputs.forEach(use -> result.add(keeper(use.collectionId())));
    return result;
  }

  Plan finish(Components components) {
    List<DraftStage> order = inOrder();
    int[] ids = new int[stages.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[order.get(i).number] = i;
    }

    List<Edge> edges = new ArrayList<>();
    List<List<Integer>> outputs = new ArrayList<>();
    List<List<Integer>> inputs = new ArrayList<>();
    order.forEach(stage -> outputs.add(new ArrayList<>()));
    for (DraftStage stage : order) {
      List<Integer> own = new ArrayList<>();
      for (DraftEdge edge : stage.inputs) {
        int from = ids[edge.from().number];
        own.add(edges.size());
        outputs.get(from).add(edges.size());
        edges.add(
            new Edge(
                edges.size(),
                from,
                edge.collections(),
                ids[stage.number],
                edge.partitioning(),
                mustSpill(stage, components),
                edge.collectionId(),
                edge.coder(),
                edge.reason()));
      }
      inputs.add(own);
    }
    List<PlanStage> finished = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      DraftStage stage = order.get(i);
      finished.add(
          new PlanStage(
              i,
              stage.name,
              stage.width,
              stage.finishedRoot(),
              stage.steps,
              List.copyOf(stage.sideInputs),
              inputs.get(i),
              outputs.get(i)));
    }
    return new Plan(components, finished, edges);
  }

  /** Each stage after those that it depends on, otherwise in the order in which they were added. */
  private List<DraftStage> inOrder() {
    List<Integer> order =
        TopologicalOrder.of(
            stages.stream()
                .map(stage -> before(stage).stream().map(other -> other.number).toList())
                .toList());
    if (order.size() < stages.size()) {
      throw new IllegalStateException(
          "The planner made stages that wait for each other: " + stages);
    }
    return order.stream().map(stages::get).toList();
  }
}
