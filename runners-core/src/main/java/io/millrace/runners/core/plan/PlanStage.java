package io.millrace.runners.core.plan;

import java.util.List;

/**
 * What runs together in one task: a root and the steps fused behind it.
 *
 * <p>A local collection id is the id of the model's collection, made unique within the stage.
 *
 * @param id the position in {@link Plan#stages()}
 * @param name unique in the plan, for people
 * @param steps in an order in which each comes after those that it consumes from
 * @param sideInputs the distinct views that the root or the steps read. The stage must not process
 *     an element before those that end are complete. Those that never end are read where the
 *     stage's input arrives: an element must wait there until the windows that it sees are there
 * @param inputEdges ids, ascending
 * @param outputEdges ids, ascending
 */
public record PlanStage(
    int id,
    String name,
    Width width,
    Root root,
    List<Step> steps,
    List<SideInputUse> sideInputs,
    List<Integer> inputEdges,
    List<Integer> outputEdges) {

  public PlanStage {
    steps = List.copyOf(steps);
    sideInputs = List.copyOf(sideInputs);
    inputEdges = List.copyOf(inputEdges);
    outputEdges = List.copyOf(outputEdges);
  }

  /** How many tables a task of the stage keeps, which share the memory that groupings may use. */
  public long tables() {
    long before = steps.stream().filter(step -> step instanceof Step.PreCombineStep).count();
    return before + (root instanceof Root.GroupRoot || root instanceof Root.CombineRoot ? 1 : 0);
  }
}
