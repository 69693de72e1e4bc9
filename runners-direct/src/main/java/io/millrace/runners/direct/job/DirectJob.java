package io.millrace.runners.direct.job;

import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.host.SideInputs;
import io.millrace.runners.core.host.Splits;
import io.millrace.runners.core.plan.Edge;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.plan.Root;
import io.millrace.runners.core.plan.SideInputUse;
import io.millrace.runners.core.plan.Width;
import io.millrace.runners.core.stage.Dice;
import io.millrace.runners.core.stage.EdgeCodec;
import io.millrace.runners.core.stage.StageSettings;
import io.millrace.runners.core.trace.JobTraces;
import io.millrace.runners.core.trace.TaskTrace;
import io.millrace.runners.direct.DirectOptions;
import io.millrace.runners.direct.exchange.BoundedChannel;
import io.millrace.runners.direct.exchange.Channel;
import io.millrace.runners.direct.exchange.SpillingChannel;
import io.millrace.runners.host.run.CheckOptions;
import io.millrace.runners.host.run.EndOfRun;
import io.millrace.runners.host.run.FailureReport;
import io.millrace.runners.host.scratch.FileScratch;
import io.millrace.runners.host.state.StateDirectory;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.io.source.ScriptedSource;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.metrics.MetricsSnapshot;
import io.millrace.sdk.options.InvalidOptionException;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.trace.GroupingTrace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a plan in this JVM. Its public methods are thread-safe. */
public final class DirectJob {

  static final Logger LOG = LoggerFactory.getLogger(DirectJob.class);

  /** Of those tasks that do not read a script. */
  private static final Splits NO_SPLITS =
      new Splits() {
        @Override
        public @Nullable Object next() {
          return null;
        }

        @Override
        public boolean areWaiting() {
          return false;
        }

        @Override
        public boolean isExhausted() {
          return true;
        }
      };

  private final Plan plan;
  private final DirectOptions options;
  private final String id;
  private final int parallelism;
  private final StageSettings settings;
  private final FileScratch scratch;

  /** What a table needs in any case. */
  private static final long LEAST_GROUPING_MEMORY = 16 << 10;

  private final List<TaskLoop> loops = new ArrayList<>();
  private final List<TaskSlot> slots = new ArrayList<>();
  private final List<Channel> channels = new ArrayList<>();
  private final Map<Integer, Splits> splits = new HashMap<>();
  private final Script script = new Script();
  private final SideInputStore sideInputs = new SideInputStore(this::wakeAll);
  private final EndOfRun end = new EndOfRun();
  private volatile boolean stopping;
  private volatile boolean draining;
  private Runnable forgetExit = () -> {};
  private volatile @Nullable TraceRequest traceRequest;
  private volatile State state = State.RUNNING;
  private @Nullable Throwable failure;
  private int runningLoops;
  private boolean leftUndone;
  private long groupings;

  private DirectJob(Plan plan, DirectOptions options) {
    this.plan = plan;
    this.options = options;
    // Unique per run: names of temporary files are made of it.
    this.id = UUID.randomUUID().toString();
    this.parallelism =
        (int) atLeastOne("targetParallelism", options.getTargetParallelism(), "threads");
    atLeastOne("groupingMemoryBytes", options.getGroupingMemoryBytes(), "bytes");
    Long seed = options.getSeed();
    this.settings =
        CheckOptions.settings(options, seed != null ? seed : System.nanoTime())
            .withTracing(options.isTraceWindows())
            .withCommitEvery(commitEveryMillis(options));
    Path directory = Path.of(System.getProperty("java.io.tmpdir"), "millrace-" + id);
    this.scratch = new FileScratch(directory);
    StateDirectory states = new StateDirectory(directory);
    plan.stages().forEach(this::prepareSource);
    int threads = seed != null || !script.isEmpty() ? 1 : parallelism;
    for (int i = 0; i < threads; i++) {
      loops.add(
          new TaskLoop(
              this, states.stores(options), seed != null ? new Dice(seed, "scheduler") : null));
    }
    this.runningLoops = threads;
  }

  private static long commitEveryMillis(DirectOptions options) {
    Duration every = options.getCommitEvery();
    if (every.toMillis() < 1) {
      throw new InvalidOptionException(
          "--commitEvery=" + every + " must be at least a millisecond; leave it out for a second");
    }
    return every.toMillis();
  }

  private static long atLeastOne(String name, long value, String what) {
    if (value < 1) {
      throw new InvalidOptionException(
          "--"
              + name
              + "="
              + value
              + " must be at least 1; leave it out for as many "
              + what
              + " as suit this machine");
    }
    return value;
  }

  /** Begins to execute the plan, on threads of its own. */
  public static DirectJob start(Plan plan, DirectOptions options) {
    DirectJob job = new DirectJob(plan, options);
    job.layOut();
    job.forgetExit = JobEndAtExit.of(job, options.getDrainAtExit());
    job.loops.forEach(job::startThread);
    return job;
  }

  private void startThread(TaskLoop loop) {
    try {
      Thread thread = new Thread(loop, "millrace-" + loops.indexOf(loop));
      thread.setDaemon(true);
      thread.start();
    } catch (Throwable t) {
      fail(t);
      loopEnded(loop, true);
    }
  }

  /** Makes channels and tasks; within a loop, those furthest downstream come first. */
  private void layOut() {
    Map<Integer, List<Channel>> byEdge = new HashMap<>();
    for (Edge edge : plan.edges()) {
      byEdge.put(edge.id(), channelsOf(edge));
    }
    List<PlanStage> stages = plan.stages();
    for (int s = stages.size() - 1; s >= 0; s--) {
      PlanStage stage = stages.get(s);
      int width = widthOf(stage);
      groupings += width * stage.tables();
      for (int task = 0; task < width; task++) {
        int index = task;
        // Narrow stages are spread over the threads by their ids.
        TaskLoop loop = loops.get((width == 1 ? stage.id() : task) % loops.size());
        List<Channel> inputs =
            stage.inputEdges().stream().map(e -> channelsOf(byEdge, e).get(index)).toList();
        Map<Integer, List<Channel>> outputs = new HashMap<>();
        stage.outputEdges().forEach(e -> outputs.put(e, channelsOf(byEdge, e)));
        TaskSlot slot = new TaskSlot(this, stage, task, width, loop, inputs, outputs);
        slots.add(slot);
        loop.add(slot);
      }
    }
  }

  private static List<Channel> channelsOf(Map<Integer, List<Channel>> byEdge, int edgeId) {
    List<Channel> result = byEdge.get(edgeId);
    if (result == null) {
      throw new IllegalStateException("The plan has no edge " + edgeId);
    }
    return result;
  }

  private int widthOf(PlanStage stage) {
    return stage.width() == Width.ONE ? 1 : parallelism;
  }

  private List<Channel> channelsOf(Edge edge) {
    int producers = widthOf(plan.stage(edge.fromStage()));
    // Of a forward edge, each receiver has one producer; all are told of all producers' ends.
    List<Channel> result = new ArrayList<>();
    PlanStage receiver = plan.stage(edge.toStage());
    int width = widthOf(receiver);
    for (int task = 0; task < width; task++) {
      TaskLoop loop = loops.get((width == 1 ? receiver.id() : task) % loops.size());
      Channel channel =
          edge.spillable()
              ? new SpillingChannel(
                  plan.producerOf(edge.collectionId()),
                  producers,
                  EdgeCodec.of(edge, plan),
                  scratch,
                  loop::wakeUp)
              : new BoundedChannel(producers, loop::wakeUp, this::wakeAll);
      result.add(channel);
      channels.add(channel);
    }
    return result;
  }

  private void prepareSource(PlanStage stage) {
    if (stage.root() instanceof Root.ReadRoot read) {
      splits.put(stage.id(), splitsOf(read));
    }
  }

  private Splits splitsOf(Root.ReadRoot read) {
    SourceContext context = new SourceContext(options, parallelism, this::nowMillis);
    try {
      return splitsOf(plan.source(read.transformId()), context);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <SplitT> Splits splitsOf(Source<?, SplitT> source, SourceContext context)
      throws IOException {
    if (source instanceof ScriptedSource<?>) {
      @SuppressWarnings("unchecked") // of a source and of its script the splits are the same
      ScriptedSource<SplitT> scripted = (ScriptedSource<SplitT>) source;
      ScriptedSplits<SplitT> steps = new ScriptedSplits<>(source, scripted, context);
      script.add(steps);
      return steps;
    }
    return new SplitQueue<>(source, context, this::nowMillis);
  }

  /** What the job follows; empty for most. */
  Script script() {
    return script;
  }

  Plan plan() {
    return plan;
  }

  /** Whether tasks are saved and restored at random. */
  boolean restartsTasks() {
    return options.isRestartTasks();
  }

  PipelineOptions options() {
    return options;
  }

  String id() {
    return id;
  }

  int parallelism() {
    return parallelism;
  }

  StageSettings settings() {
    return settings;
  }

  Scratch scratch() {
    return scratch;
  }

  /** The side inputs as a new task of a stage sees them. */
  SideInputs sideInputs(PlanStage stage) {
    return sideInputs.forTask(
        stage.sideInputs().stream().map(SideInputUse::collectionId).collect(Collectors.toSet()));
  }

  Splits splits(PlanStage stage, int taskIndex) {
    Splits found = splits.get(stage.id());
    if (found == null) {
      throw new IllegalStateException("Stage " + stage.name() + " reads no source");
    }
    if (found instanceof SplitQueue<?> queue && readsWithoutEnd(stage)) {
      return queue.share(taskIndex, widthOf(stage));
    }
    // The steps of a script are read in their order, by one task.
    return found instanceof ScriptedSplits<?> && taskIndex > 0 ? NO_SPLITS : found;
  }

  private boolean readsWithoutEnd(PlanStage stage) {
    return stage.root() instanceof Root.ReadRoot read && plan.yieldsEndless(read.transformId());
  }

  long nowMillis() {
    return script.isEmpty() ? System.currentTimeMillis() : script.nowMillis();
  }

  /** The tables of the plan share what they may use. */
  long groupingMemoryPerTable() {
    return Math.max(
        LEAST_GROUPING_MEMORY, options.getGroupingMemoryBytes() / Math.max(1, groupings));
  }

  private void wakeAll() {
    loops.forEach(TaskLoop::wakeUp);
  }

  boolean isStopping() {
    return stopping;
  }

  boolean isDraining() {
    return draining;
  }

  /** Lets sources without end stop where they are, so that the job comes to its end. */
  public void drain() {
    draining = true;
    wakeAll();
  }

  /** Ends the job because of a failure; the first one counts. */
  void fail(Throwable cause) {
    synchronized (this) {
      if (stopping) {
        return;
      }
      failure = cause;
      stopping = true;
    }
    loops.forEach(TaskLoop::interrupt);
  }

  /**
   * Ends the job; what was not committed is undone. User code that waits is interrupted, but for
   * committers of sinks: what they have begun they finish.
   */
  public void cancel() {
    synchronized (this) {
      if (stopping || state != State.RUNNING) {
        return;
      }
      stopping = true;
    }
    loops.forEach(TaskLoop::interrupt);
  }

  /**
   * Called by each loop at its end; the last one closes the job.
   *
   * @param loop which one
   * @param tasksLeft whether it has tasks that did not come to their end
   */
  void loopEnded(TaskLoop loop, boolean tasksLeft) {
    synchronized (this) {
      leftUndone |= tasksLeft;
      if (traceRequest != null) {
        traceRequest.answeredBy(loop);
      }
      if (--runningLoops > 0) {
        return;
      }
    }
    try {
      closeAll();
    } finally {
      synchronized (this) {
        state = failure != null ? State.FAILED : leftUndone ? State.CANCELLED : State.DONE;
      }
      end.come();
      forgetExit.run();
    }
  }

  private void closeAll() {
    // No task writes any more: the committables on the way to a commit are all there.
    slots.forEach(slot -> close(slot::abandonCommit));
    channels.forEach(channel -> close(channel::close));
    for (Splits each : splits.values()) {
      if (each instanceof SplitQueue<?> queue) {
        close(queue::close);
      }
    }
    loops.forEach(loop -> close(loop.stores()::close));
    close(scratch::delete);
  }

  private interface Closing {
    void close() throws IOException;
  }

  /** Nothing that goes wrong here may keep the job from its end. */
  private static void close(Closing closing) {
    try {
      closing.close();
    } catch (Throwable t) {
      LOG.warn("Cleaning up after the job failed: {}", t.toString(), t);
    }
  }

  /** Where the job is. */
  public State state() {
    return state;
  }

  /** The end of the job, to wait for. */
  public EndOfRun end() {
    return end;
  }

  /** Why the job failed; null if it did not. */
  public synchronized @Nullable PipelineExecutionException failure() {
    Throwable cause = failure;
    return cause == null || state != State.FAILED ? null : FailureReport.of(cause, replayAdvice());
  }

  /** Strict checks draw from a seed: who knows it can see the same order again. */
  private String replayAdvice() {
    return settings.strict() && options.getSeed() == null
        ? " (strict checks drew from seed "
            + settings.seed()
            + "; --seed="
            + settings.seed()
            + " repeats them in one order, on one thread)"
        : "";
  }

  /**
   * Why windows have fired or not. While the job runs its threads are asked, which answer between
   * two steps; those that do not within some seconds are behind.
   */
  public List<GroupingTrace> windowTraces() {
    TraceRequest request = null;
    synchronized (this) {
      if (settings.traced() && runningLoops > 0) {
        request = new TraceRequest(runningLoops);
        traceRequest = request;
      }
    }
    if (request != null) {
      wakeAll();
      request.await();
    }
    List<TaskTrace> tasks = new ArrayList<>();
    for (TaskSlot slot : slots) {
      TaskTrace trace = slot.publishedTrace();
      if (trace != null) {
        tasks.add(trace);
      }
    }
    return JobTraces.of(plan, tasks);
  }

  /** What was last asked; null if nothing was. */
  @Nullable TraceRequest traceRequest() {
    return traceRequest;
  }

  /** The metrics of all tasks, as last published. */
  public MetricsSnapshot metrics() {
    MetricsSnapshot all = MetricsSnapshot.EMPTY;
    for (TaskSlot slot : slots) {
      all = all.merge(slot.publishedMetrics());
    }
    return all;
  }
}
