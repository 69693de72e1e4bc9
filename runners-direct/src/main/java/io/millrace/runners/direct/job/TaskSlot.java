package io.millrace.runners.direct.job;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.BatchPool;
import io.millrace.runners.core.host.OutputChannels;
import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.host.SideInputs;
import io.millrace.runners.core.host.Splits;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.plan.Root;
import io.millrace.runners.core.snapshot.SavedState;
import io.millrace.runners.core.stage.Dice;
import io.millrace.runners.core.stage.StageTask;
import io.millrace.runners.core.store.StateStore;
import io.millrace.runners.core.trace.TaskProgress;
import io.millrace.runners.core.trace.TaskTrace;
import io.millrace.runners.core.watermark.InputWatermark;
import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.runners.direct.exchange.Channel;
import io.millrace.sdk.metrics.MetricsContainer;
import io.millrace.sdk.metrics.MetricsSnapshot;
import io.millrace.sdk.options.PipelineOptions;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One task, its channels, and what its host offers it. Belongs to one thread, except for the
 * metrics that were published.
 */
final class TaskSlot implements StageEnv {

  /** How old the metrics may be that are seen while a task is at work. */
  private static final long METRICS_INTERVAL_MILLIS = 100;

  /** About how often a task works between two restarts, where tasks are restarted. */
  private static final int STEPS_A_RESTART = 8;

  private final DirectJob job;
  private final PlanStage stage;
  private final int taskIndex;
  private final int parallelism;
  private final TaskLoop loop;
  private final List<Channel> inputs;
  private final Map<Integer, List<Channel>> outputs;
  private final SideInputs sideInputs;
  private final Map<String, MetricsContainer> metrics = new LinkedHashMap<>();
  private volatile MetricsSnapshot published = MetricsSnapshot.EMPTY;
  private @Nullable StageTask task;
  private int nextInput;
  private boolean drained;

  /** Says when the task is restarted; null if never. */
  private final @Nullable Dice restarts;

  private boolean metricsStale;
  private long metricsPublishedMillis;
  private final InputWatermark inputWatermark;
  private volatile @Nullable TaskTrace publishedTrace;

  /** What the inputs said last, if the job takes notes. */
  private List<Long> knownInputs = List.of();

  private @Nullable TaskProgress beforeTheEnd;
  private long lastWatermark = Watermarks.START;

  TaskSlot(
      DirectJob job,
      PlanStage stage,
      int taskIndex,
      int parallelism,
      TaskLoop loop,
      List<Channel> inputs,
      Map<Integer, List<Channel>> outputs) {
    this.job = job;
    this.stage = stage;
    this.taskIndex = taskIndex;
    this.parallelism = parallelism;
    this.loop = loop;
    this.inputs = inputs;
    this.inputWatermark = new InputWatermark(inputs.size());
    this.outputs = outputs;
    this.sideInputs = job.sideInputs(stage);
    this.restarts =
        job.restartsTasks()
            ? new Dice(job.settings().seed(), "restarts" + stage.id() + "/" + taskIndex)
            : null;
  }

  PlanStage stage() {
    return stage;
  }

  private StageTask begun() {
    StageTask running = task;
    if (running == null) {
      running = StageTask.create(job.plan(), stage, this, job.settings());
      task = running;
    }
    return running;
  }

  /** Lets other threads see how the windows stand, also if the task has done nothing yet. */
  void beginAndPublishTrace() {
    // What commits must not be interrupted while it begins, and has no windows.
    if (job.settings().traced() && !commits()) {
      begun();
      publishTrace();
    }
  }

  /** Lets the task work; returns how much it did. */
  int step() throws IOException {
    StageTask running = begun();
    int done = 0;
    if (restarts != null && !running.isFinished() && restarts.below(STEPS_A_RESTART) == 0) {
      running = restarted(running);
      done++; // what was ready to be passed on may be on its way
    }
    if (job.isDraining() && !drained) {
      drained = true;
      running.drain();
      done++;
    }
    if (running.acceptsInput()) {
      done += feed(running);
    }
    done += running.work();
    if (running.isFinished()) {
      running.close(false);
      publishMetrics();
    } else if (done > 0) {
      metricsStale = true;
      publishMetricsIfDue();
    }
    return done;
  }

  /** Lets the task pass on what it has, when there is nothing to do for any task of its thread. */
  int rest() {
    StageTask running = task;
    return running == null ? 0 : running.rest();
  }

  /** Another task in the place of one, with what that one kept, if it can be saved now. */
  private StageTask restarted(StageTask running) throws IOException {
    if (!running.prepareToSave() || running.isFinished()) {
      return running;
    }
    SavedState saved = new SavedState();
    running.save(saved);
    running.suspend();
    StageTask next = StageTask.create(job.plan(), stage, this, job.settings());
    task = next;
    saved.forEach(next::load);
    next.loaded();
    drained = false;
    return next;
  }

  private int feed(StageTask running) throws IOException {
    boolean ended = true;
    List<Long> inputsBefore = job.settings().traced() ? knownInputs : List.of();
    long watermark = inputWatermark();
    if (watermark == Watermarks.END && lastWatermark != Watermarks.END) {
      beforeTheEnd = job.settings().traced() ? running.progress(inputsBefore) : null;
    }
    boolean back = lastWatermark == Watermarks.IDLE && watermark != Watermarks.IDLE;
    if (watermark > lastWatermark || back) {
      lastWatermark = watermark;
      running.advanceWatermark(watermark);
      return 1;
    }
    for (int i = 0; i < inputs.size(); i++) {
      Channel channel = inputs.get(nextInput);
      nextInput = nextInput + 1 == inputs.size() ? 0 : nextInput + 1;
      Batch batch = channel.poll();
      if (batch != null) {
        running.accept(batch);
        return 1;
      }
      ended &= channel.isEnded();
    }
    if (ended) {
      running.endInput();
      return 1;
    }
    return 0;
  }

  /** The smallest of all input edges; the beginning of time for a source. */
  private long inputWatermark() {
    for (int i = 0; i < inputs.size(); i++) {
      inputWatermark.update(i, inputs.get(i).watermark());
    }
    if (job.settings().traced()) {
      knownInputs = inputs.stream().map(Channel::watermark).toList();
    }
    return inputWatermark.getOrIdle();
  }

  /** When the task may find something to do by itself, after it found nothing. */
  long nextWorkMillis() {
    StageTask running = task;
    return running == null ? Long.MIN_VALUE : running.nextWorkMillis();
  }

  boolean isFinished() {
    StageTask running = task;
    return running != null && running.isFinished();
  }

  /** Whether this is where the outputs of sinks become visible. */
  boolean commits() {
    return stage.root() instanceof Root.CommitRoot;
  }

  /**
   * Lets go of a task that did not come to its end. One that commits is kept until {@link
   * #abandonCommit}.
   */
  void abandon() {
    StageTask running = task;
    if (running != null && !running.isFinished() && !commits()) {
      running.close(true);
      publishMetrics();
    }
  }

  /** Lets go of a task that would have committed, and of what has not reached it yet. */
  void abandonCommit() throws IOException {
    if (!commits() || isFinished()) {
      return;
    }
    StageTask running = task;
    for (Channel channel : inputs) {
      for (Batch batch = channel.poll(); batch != null; batch = channel.poll()) {
        if (running == null) {
          running = StageTask.create(job.plan(), stage, this, job.settings());
        }
        running.accept(batch);
      }
    }
    if (running != null) {
      running.close(true);
    }
  }

  /**
   * Lets other threads see how the windows stand, if the task has begun and the job takes notes.
   */
  void publishTrace() {
    StageTask running = task;
    if (running != null && job.settings().traced()) {
      publishedTrace = running.trace(running.progress(knownInputs), beforeTheEnd);
    }
  }

  /** How the windows stood when that was asked for last; null if there is nothing to tell. */
  @Nullable TaskTrace publishedTrace() {
    return publishedTrace;
  }

  /** Lets other threads see the metrics, unless they could a moment ago. */
  void publishMetricsIfDue() {
    if (metricsStale && job.nowMillis() - metricsPublishedMillis >= METRICS_INTERVAL_MILLIS) {
      publishMetrics();
    }
  }

  /** Lets other threads see the metrics as they are now. */
  void publishMetrics() {
    published = MetricsSnapshot.of(metrics.values());
    metricsStale = false;
    metricsPublishedMillis = job.nowMillis();
  }

  boolean hasStaleMetrics() {
    return metricsStale;
  }

  MetricsSnapshot publishedMetrics() {
    return published;
  }

  @Override
  public PipelineOptions options() {
    return job.options();
  }

  @Override
  public String jobId() {
    return job.id();
  }

  @Override
  public int taskIndex() {
    return taskIndex;
  }

  @Override
  public int parallelism() {
    return parallelism;
  }

  @Override
  public int maxParallelism() {
    return job.parallelism();
  }

  @Override
  public long processingTimeMillis() {
    return job.nowMillis();
  }

  @Override
  public long memoryBudgetBytes() {
    return job.groupingMemoryPerTable();
  }

  @Override
  public Scratch scratch() {
    return job.scratch();
  }

  @Override
  public @Nullable StateStore openStateStore(String purpose) {
    return loop.stores().open(purpose + " of task " + taskIndex);
  }

  @Override
  public MetricsContainer metrics(String stepName) {
    return metrics.computeIfAbsent(stepName, s -> new MetricsContainer(s, job::nowMillis));
  }

  @Override
  public BatchPool batches() {
    return loop.batches();
  }

  @Override
  public OutputChannels output(int edgeId) {
    List<Channel> channels = outputs.get(edgeId);
    if (channels == null) {
      throw new IllegalArgumentException("Stage " + stage.name() + " has no edge " + edgeId);
    }
    return new OutputChannels() {
      @Override
      public int targets() {
        return channels.size();
      }

      @Override
      public boolean offer(int target, Batch batch) {
        return channels.get(target).offer(batch);
      }

      @Override
      public void watermark(long watermarkMillis) {
        channels.forEach(channel -> channel.watermark(taskIndex, watermarkMillis));
      }

      @Override
      public void finish() {
        channels.forEach(channel -> channel.producerFinished(taskIndex));
      }
    };
  }

  @Override
  public Splits splits() {
    return job.splits(stage, taskIndex);
  }

  @Override
  public SideInputs sideInputs() {
    return sideInputs;
  }

  /**
   * What a script gives goes as far as it can at once, so that one sees what comes of each step.
   */
  @Override
  public boolean callsRest() {
    return job.script().isEmpty();
  }

  @Override
  public boolean relieve() {
    loop.stepTasksDownstreamOf(this);
    metricsStale = true;
    publishMetricsIfDue();
    return true;
  }
}
