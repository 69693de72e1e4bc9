package io.millrace.benchmarks.parts;

import io.millrace.benchmarks.SingleTaskEnv;
import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.BatchPool;
import io.millrace.runners.core.host.OutputChannels;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.plan.Planner;
import io.millrace.runners.core.plan.Root;
import io.millrace.runners.core.stage.StageSettings;
import io.millrace.runners.core.stage.StageTask;
import io.millrace.runners.host.state.TaskStores;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.metrics.MetricName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stage of a pipeline and all that follow it, one task of each, in one thread: a batch that one
 * task gives is taken by the next at once. What is before that stage only says what type its
 * elements have. Not thread-safe.
 */
final class TaskChain implements AutoCloseable {

  private static final StageSettings SETTINGS =
      new StageSettings(false, 0, StageSettings.DEFAULT_BUNDLE_SIZE);

  private final Plan plan;
  private final BatchPool batches = new BatchPool();
  private final List<StageTask> tasks = new ArrayList<>();
  private final List<SingleTaskEnv> envs = new ArrayList<>();
  private final @Nullable TaskStores stores;
  private final StageTask first;

  /** Tasks that have done nothing yet, with state on the heap. */
  TaskChain(Pipeline pipeline, Class<? extends Root> root) {
    this(pipeline, root, null);
  }

  /**
   * Tasks that have done nothing yet.
   *
   * @param root how the first stage begins; the first of the plan that does is meant
   * @param stores where state is kept, closed with this; null for on the heap
   */
  TaskChain(Pipeline pipeline, Class<? extends Root> root, @Nullable TaskStores stores) {
    this.stores = stores;
    this.plan = Planner.plan(PipelineTranslation.toProto(pipeline));
    this.first =
        taskOf(
            plan.stages().stream()
                .filter(stage -> root.isInstance(stage.root()))
                .findFirst()
                .orElseThrow());
  }

  private StageTask taskOf(PlanStage stage) {
    SingleTaskEnv env = new SingleTaskEnv(batches, this::channelTo, stores);
    StageTask task = StageTask.create(plan, stage, env, SETTINGS);
    tasks.add(task);
    envs.add(env);
    return task;
  }

  private OutputChannels channelTo(int edge) {
    StageTask receiver = taskOf(plan.stage(plan.edge(edge).toStage()));
    return new OutputChannels() {
      @Override
      public int targets() {
        return 1;
      }

      @Override
      public boolean offer(int target, Batch batch) {
        give(receiver, batch);
        return true;
      }

      @Override
      public void watermark(long watermarkMillis) {
        advance(receiver, watermarkMillis);
      }

      @Override
      public void finish() {
        receiver.endInput();
      }
    };
  }

  private static void give(StageTask task, Batch batch) {
    checkAccepts(task);
    task.accept(batch);
  }

  private static void advance(StageTask task, long watermarkMillis) {
    checkAccepts(task);
    task.advanceWatermark(watermarkMillis);
  }

  private static void checkAccepts(StageTask task) {
    if (!task.acceptsInput()) {
      throw new IllegalStateException(task.stage().name() + " takes no input");
    }
  }

  /** An empty batch, to be filled and given to {@link #accept}. */
  Batch emptyBatch() {
    return batches.take();
  }

  /** Lets the first task take a batch, and the others what comes of it. */
  void accept(Batch batch) {
    give(first, batch);
  }

  /** Lets time pass in all tasks; bundles end. */
  void advanceWatermark(long watermarkMillis) {
    advance(first, watermarkMillis);
  }

  /** The sum of all counters with a name, as of the last end of a bundle. */
  long counted(MetricName name) {
    return envs.stream().mapToLong(env -> env.counted(name)).sum();
  }

  @Override
  public void close() {
    tasks.forEach(task -> task.close(false));
    if (stores != null) {
      try {
        stores.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
