package io.millrace.runners.core.plan;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.model.v1.Components;
import io.millrace.model.v1.IsBounded;
import io.millrace.model.v1.MergeStatus;
import io.millrace.model.v1.PTransform;
import io.millrace.model.v1.ReadPayload;
import io.millrace.model.v1.TimestampCombiner;
import io.millrace.model.v1.Trigger;
import io.millrace.model.v1.WindowingStrategy;
import io.millrace.sdk.graph.ModelRehydration;
import io.millrace.sdk.graph.Urns;
import io.millrace.sdk.io.source.Source;
import java.util.List;

/**
 * How a pipeline is executed: stages and the edges between them. Immutable; made by the planner.
 *
 * @param components the dictionaries that the ids in stages and edges refer to
 * @param stages in an order in which each comes after those that it gets elements from or whose
 *     side inputs it waits for; a stage's id is its position
 * @param edges ordered by receiving stage; an edge's id is its position
 */
public record Plan(Components components, List<PlanStage> stages, List<Edge> edges) {

  public Plan {
    stages = List.copyOf(stages);
    edges = List.copyOf(edges);
    for (int i = 0; i < stages.size(); i++) {
      if (stages.get(i).id() != i) {
        throw new IllegalArgumentException(
            "Stage " + stages.get(i).id() + " stands at position " + i + " of the plan.");
      }
    }
    for (int i = 0; i < edges.size(); i++) {
      if (edges.get(i).id() != i) {
        throw new IllegalArgumentException(
            "Edge " + edges.get(i).id() + " stands at position " + i + " of the plan.");
      }
    }
  }

  /** The stage with this id. */
  public PlanStage stage(int id) {
    return stages.get(id);
  }

  /** The edge with this id. */
  public Edge edge(int id) {
    return edges.get(id);
  }

  /** The full name of the transform that makes a collection of the model, for messages. */
  public String producerOf(String collectionId) {
    for (PTransform transform : components.getTransformsMap().values()) {
      if (transform.getSubtransformsCount() == 0
          && transform.getOutputsMap().containsValue(collectionId)) {
        return transform.getUniqueName();
      }
    }
    throw new IllegalArgumentException(
        "No transform in this plan makes the collection " + collectionId + ".");
  }

  /** Whether a collection of the model never ends. */
  public boolean isEndless(String collectionId) {
    return components.getPcollectionsOrThrow(collectionId).getIsBounded() == IsBounded.UNBOUNDED;
  }

  /** Whether a transform of the model makes a collection that never ends. */
  public boolean yieldsEndless(String transformId) {
    return components.getTransformsOrThrow(transformId).getOutputsMap().values().stream()
        .anyMatch(this::isEndless);
  }

  /**
   * The source that a transform of the model reads; a new one each time.
   *
   * @throws IllegalArgumentException if it reads none that can be made here; the message names it
   */
  public Source<?, ?> source(String transformId) {
    PTransform transform = components.getTransformsOrThrow(transformId);
    try {
      return ModelRehydration.javaFunction(
          ReadPayload.parseFrom(transform.getSpec().getPayload()).getSource(),
          Urns.JAVA_SOURCE,
          Source.class);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(
          "Transform " + transform.getUniqueName() + " has no source that can be read", e);
    }
  }

  /** Whether groups of a collection give panes as time passes, not everything when it has ended. */
  public boolean firesInTime(String collectionId) {
    return firesInTime(collectionId, components);
  }

  static boolean firesInTime(String collectionId, Components components) {
    WindowingStrategy strategy = PlanCapabilities.strategy(collectionId, components);
    return PlanCapabilities.isUnbounded(collectionId, components)
        || strategy.getMergeStatus() == MergeStatus.NEEDS_MERGE
        || strategy.getTrigger().getTriggerCase() != Trigger.TriggerCase.DEFAULT_TRIGGER
        || strategy.getTimestampCombiner() == TimestampCombiner.EARLIEST
        || strategy.getTimestampCombiner() == TimestampCombiner.LATEST;
  }

  /**
   * Whether of each window of a side input the last pane is kept (rule S4). Otherwise it has one
   * pane only, that of everything in it.
   */
  public boolean keepsLastPanes(String collectionId) {
    return isEndless(collectionId)
        || PlanCapabilities.strategy(collectionId, components).getTrigger().getTriggerCase()
            != Trigger.TriggerCase.DEFAULT_TRIGGER;
  }

  /**
   * The stage that keeps this collection of the model for its views.
   *
   * @throws IllegalArgumentException if no view is made of the collection
   */
  public PlanStage sideInputStage(String collectionId) {
    for (PlanStage stage : stages) {
      if (stage.root() instanceof Root.SideInputRoot root
          && root.collectionId().equals(collectionId)) {
        return stage;
      }
    }
    throw new IllegalArgumentException(
        "No view in this plan is made of the collection " + collectionId + ".");
  }
}
