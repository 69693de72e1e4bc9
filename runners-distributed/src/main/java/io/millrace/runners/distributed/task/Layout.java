package io.millrace.runners.distributed.task;

import io.millrace.runners.core.plan.Edge;
import io.millrace.runners.core.plan.Partitioning;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.plan.Root;
import io.millrace.runners.core.plan.Width;
import io.millrace.sdk.io.source.ScriptedSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which slot each task is in, and how channels are numbered: the same in all slots of a job.
 *
 * <p>Task <i>i</i> of a wide stage is in slot <i>i</i>; narrow stages are dealt out by their ids. A
 * channel leads from one task to another along an edge, so a pair of stages has as many as it has
 * pairs of tasks, except that forward edges have one for each task.
 */
final class Layout {

  private final Plan plan;
  private final int slots;
  private final int[] firstChannel;

  /** The ids of the stages that read a script of events. */
  private final Set<Integer> scripted;

  Layout(Plan plan, int slots) {
    this.plan = plan;
    this.slots = slots;
    this.scripted =
        plan.stages().stream()
            .filter(stage -> readsScript(plan, stage))
            .map(PlanStage::id)
            .collect(Collectors.toSet());
    this.firstChannel = new int[plan.edges().size() + 1];
    for (Edge edge : plan.edges()) {
      int count =
          edge.partitioning() == Partitioning.FORWARD
              ? producers(edge)
              : Math.multiplyExact(producers(edge), consumers(edge));
      firstChannel[edge.id() + 1] = Math.addExact(firstChannel[edge.id()], count);
    }
  }

  private static boolean readsScript(Plan plan, PlanStage stage) {
    return stage.root() instanceof Root.ReadRoot read
        && plan.source(read.transformId()) instanceof ScriptedSource<?>;
  }

  /** Whether a stage reads a script of events. */
  boolean readsScript(PlanStage stage) {
    return scripted.contains(stage.id());
  }

  /** Whether any stage reads a script of events, so that all of the job follows it. */
  boolean followsScript() {
    return !scripted.isEmpty();
  }

  /** Whether anything is committed. */
  boolean hasSinks() {
    return plan.stages().stream().anyMatch(stage -> stage.root() instanceof Root.CommitRoot);
  }

  int slots() {
    return slots;
  }

  int width(PlanStage stage) {
    return stage.width() == Width.ONE ? 1 : slots;
  }

  int slotOf(PlanStage stage, int task) {
    return width(stage) == 1 ? stage.id() % slots : task;
  }

  /** The tasks of a stage that are in a slot. */
  List<Integer> tasksIn(int slot, PlanStage stage) {
    List<Integer> tasks = new ArrayList<>();
    for (int task = 0; task < width(stage); task++) {
      if (slotOf(stage, task) == slot) {
        tasks.add(task);
      }
    }
    return tasks;
  }

  /** What of a slot is saved and restored. */
  List<Part> partsOf(int slot) {
    List<Part> parts = new ArrayList<>();
    for (PlanStage stage : plan.stages()) {
      if (findsSplits(slot, stage)) {
        parts.add(Part.splitsOf(stage.id()));
      }
      tasksIn(slot, stage).forEach(task -> parts.add(new Part(stage.id(), task)));
    }
    return parts;
  }

  /** How many tables the tasks of a slot may have at the same time. */
  long tablesOf(int slot) {
    return plan.stages().stream()
        .mapToLong(stage -> tasksIn(slot, stage).size() * stage.tables())
        .sum();
  }

  /** Whether a stage reads a source whose splits are found in a slot. */
  boolean findsSplits(int slot, PlanStage stage) {
    return stage.root() instanceof Root.ReadRoot && slotOfSplits(stage) == slot;
  }

  /** The slot in which the splits of a source are found: of scripts, where they are played. */
  int slotOfSplits(PlanStage stage) {
    return readsScript(stage) ? ScriptClock.CONDUCTING_SLOT : stage.id() % slots;
  }

  int producers(Edge edge) {
    return width(plan.stage(edge.fromStage()));
  }

  int consumers(Edge edge) {
    return width(plan.stage(edge.toStage()));
  }

  /** Whether there is a channel from one task to another along an edge. */
  static boolean connects(Edge edge, int producer, int consumer) {
    return edge.partitioning() != Partitioning.FORWARD || producer == consumer;
  }

  int channel(Edge edge, int producer, int consumer) {
    return firstChannel[edge.id()]
        + (edge.partitioning() == Partitioning.FORWARD
            ? producer
            : producer * consumers(edge) + consumer);
  }

  /**
   * The edge of a channel.
   *
   * @throws IllegalArgumentException if there is no such channel
   */
  Edge edgeOf(int channel) {
    if (channel < 0 || channel >= firstChannel[firstChannel.length - 1]) {
      throw new IllegalArgumentException("There is no channel " + channel + " in this plan");
    }
    int found = Arrays.binarySearch(firstChannel, channel);
    // Between two first channels it is one of the edge whose first is the smaller.
    return plan.edge(found >= 0 ? found : -found - 2);
  }

  int producerSlotOf(int channel) {
    Edge edge = edgeOf(channel);
    int place = channel - firstChannel[edge.id()];
    int task = edge.partitioning() == Partitioning.FORWARD ? place : place / consumers(edge);
    return slotOf(plan.stage(edge.fromStage()), task);
  }

  int consumerSlotOf(int channel) {
    Edge edge = edgeOf(channel);
    int place = channel - firstChannel[edge.id()];
    int task = edge.partitioning() == Partitioning.FORWARD ? place : place % consumers(edge);
    return slotOf(plan.stage(edge.toStage()), task);
  }
}
