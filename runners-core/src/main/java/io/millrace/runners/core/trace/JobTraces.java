package io.millrace.runners.core.trace;

import io.millrace.runners.core.plan.Edge;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.plan.Root;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.trace.GroupingEvent;
import io.millrace.sdk.trace.GroupingState;
import io.millrace.sdk.trace.GroupingTrace;
import io.millrace.sdk.trace.InputState;
import io.millrace.sdk.trace.WindowState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes of what the tasks of a job tell one trace for each grouping. */
public final class JobTraces {

  private final Plan plan;
  private final Map<Integer, List<TaskTrace>> byStage = new TreeMap<>();

  private JobTraces(Plan plan, List<TaskTrace> tasks) {
    this.plan = plan;
    for (TaskTrace task : tasks) {
      byStage.computeIfAbsent(task.stageId(), unused -> new ArrayList<>()).add(task);
    }
  }

  /** The traces of a job's groupings, in the order of the stages. */
  public static List<GroupingTrace> of(Plan plan, List<TaskTrace> tasks) {
    JobTraces job = new JobTraces(plan, tasks);
    List<GroupingTrace> traces = new ArrayList<>();
    for (List<TaskTrace> stage : job.byStage.values()) {
      if (stage.get(0).isGrouping()) {
        traces.add(job.trace(stage));
      }
    }
    return traces;
  }

  private GroupingTrace trace(List<TaskTrace> tasks) {
    PlanStage stage = plan.stage(tasks.get(0).stageId());
    boolean ended = tasks.stream().allMatch(task -> task.beforeTheEnd() != null);
    List<GroupingEvent> events = new ArrayList<>();
    tasks.forEach(task -> events.addAll(task.events()));
    // Within a task both only grow: what comes after something else stays behind it.
    events.sort(
        Comparator.comparingLong(GroupingEvent::processingTimeMillis)
            .thenComparingLong(GroupingEvent::inputWatermarkMillis));
    return new GroupingTrace(
        rootName(stage),
        state(stage, tasks, TaskTrace::now),
        ended ? state(stage, tasks, TaskTrace::lastOpen) : null,
        withoutRepeatedWatermarks(events),
        tasks.stream().mapToLong(TaskTrace::eventsLeftOut).sum());
  }

  /** All tasks are told of a watermark. */
  private static List<GroupingEvent> withoutRepeatedWatermarks(List<GroupingEvent> events) {
    List<GroupingEvent> left = new ArrayList<>();
    long last = Long.MIN_VALUE;
    for (GroupingEvent event : events) {
      if (event.kind() != GroupingEvent.Kind.WATERMARK) {
        left.add(event);
      } else if (event.inputWatermarkMillis() > last) {
        last = event.inputWatermarkMillis();
        left.add(event);
      }
    }
    return left;
  }

  private GroupingState state(
      PlanStage stage, List<TaskTrace> tasks, Function<TaskTrace, TaskProgress> moment) {
    List<WindowState> windows = new ArrayList<>();
    long input = Watermarks.END;
    long output = Watermarks.END;
    long processingTime = Long.MIN_VALUE;
    long leftOut = 0;
    for (TaskTrace task : tasks) {
      TaskProgress progress = moment.apply(task);
      windows.addAll(progress.windows());
      leftOut += progress.windowsLeftOut();
      input = Math.min(input, progress.inputWatermark());
      output = Math.min(output, progress.outputWatermark());
      processingTime = Math.max(processingTime, progress.processingTime());
    }
    windows.sort(
        Comparator.comparingLong((WindowState state) -> state.window().maxTimestampMillis())
            .thenComparing(WindowState::key));
    return new GroupingState(
        input, output, processingTime, inputs(stage, tasks, moment), windows, leftOut);
  }

  private List<InputState> inputs(
      PlanStage stage, List<TaskTrace> tasks, Function<TaskTrace, TaskProgress> moment) {
    List<Edge> edges = stage.inputEdges().stream().map(plan::edge).toList();
    List<Long> watermarks = inputWatermarks(edges.size(), tasks, moment);
    int slowest = slowest(watermarks);
    List<InputState> inputs = new ArrayList<>();
    for (int i = 0; i < edges.size(); i++) {
      PlanStage producer = plan.stage(edges.get(i).fromStage());
      long watermark = watermarks.get(i);
      inputs.add(
          new InputState(
              rootName(producer),
              watermark,
              watermark == Watermarks.IDLE,
              i == slowest ? heldBackBy(producer, moment) : null));
    }
    return inputs;
  }

  /** Of each input the smallest of all tasks. */
  private static List<Long> inputWatermarks(
      int count, List<TaskTrace> tasks, Function<TaskTrace, TaskProgress> moment) {
    List<Long> smallest = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long watermark = Watermarks.IDLE;
      for (TaskTrace task : tasks) {
        List<Long> known = moment.apply(task).inputWatermarks();
        watermark = Math.min(watermark, i < known.size() ? known.get(i) : Watermarks.START);
      }
      smallest.add(watermark);
    }
    return smallest;
  }

  /** The input that is waited for; -1 if all have ended or are idle. */
  private static int slowest(List<Long> watermarks) {
    int slowest = -1;
    for (int i = 0; i < watermarks.size(); i++) {
      long watermark = watermarks.get(i);
      if (watermark < Watermarks.END && (slowest < 0 || watermark < watermarks.get(slowest))) {
        slowest = i;
      }
    }
    return slowest;
  }

  /**
   * Follows an input to where its time comes from: a source, or a step that holds back more than
   * its own input does.
   */
  private String heldBackBy(PlanStage stage, Function<TaskTrace, TaskProgress> moment) {
    List<TaskTrace> tasks = byStage.getOrDefault(stage.id(), List.of());
    for (TaskTrace task : tasks) {
      TaskProgress progress = moment.apply(task);
      if (progress.outputWatermark() < progress.inputWatermark()) {
        return rootName(stage);
      }
    }
    List<Edge> edges = stage.inputEdges().stream().map(plan::edge).toList();
    int slowest = slowest(inputWatermarks(edges.size(), tasks, moment));
    return slowest < 0
        ? rootName(stage)
        : heldBackBy(plan.stage(edges.get(slowest).fromStage()), moment);
  }

  /** The transform that a stage begins with; the name of the stage where none does. */
  private String rootName(PlanStage stage) {
    String id = transformOf(stage.root());
    return id == null ? stage.name() : plan.components().getTransformsOrThrow(id).getUniqueName();
  }

  private static @Nullable String transformOf(Root root) {
    if (root instanceof Root.ReadRoot read) {
      return read.transformId();
    } else if (root instanceof Root.ImpulseRoot impulse) {
      return impulse.transformId();
    } else if (root instanceof Root.GroupRoot group) {
      return group.transformId();
    } else if (root instanceof Root.CombineRoot combine) {
      return combine.transformId();
    } else if (root instanceof Root.StatefulRoot stateful) {
      return stateful.transformId();
    } else if (root instanceof Root.SplittableRoot splittable) {
      return splittable.transformId();
    }
    return null;
  }
}
