package io.millrace.runners.distributed.task;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.FailureKind;
import io.millrace.cluster.v1.JobProgram;
import io.millrace.runners.core.batch.BatchPool;
import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.invoke.UserCodeException;
import io.millrace.runners.core.plan.Edge;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.plan.Root;
import io.millrace.runners.core.plan.Step;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.stage.EdgeCodec;
import io.millrace.runners.core.stage.StageSettings;
import io.millrace.runners.core.store.StateStore;
import io.millrace.runners.distributed.checkpoint.StateFiles;
import io.millrace.runners.distributed.machine.Retries;
import io.millrace.runners.distributed.machine.StateHash;
import io.millrace.runners.distributed.machine.StoreCalls;
import io.millrace.runners.distributed.worker.Slot;
import io.millrace.runners.distributed.worker.SlotHost;
import io.millrace.runners.distributed.worker.SlotStart;
import io.millrace.runners.host.queue.SpillingQueue;
import io.millrace.runners.host.state.StateDirectory;
import io.millrace.runners.host.state.TaskStores;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.metrics.MetricsContainer;
import io.millrace.sdk.metrics.MetricsSnapshot;
import io.millrace.sdk.options.PipelineOptions;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A slot that runs a task of each stage of a pipeline. Not thread-safe. */
public final class EngineSlot implements Slot {

  private static final Logger LOG = LoggerFactory.getLogger(EngineSlot.class);

  private static final long MILLI = 1_000_000;
  private static final Retries RETRIES = new Retries(8, 50 * MILLI, 2_000 * MILLI);

  /** How often all tasks are asked in turn before others get a word in. */
  private static final int ROUNDS = 8;

  /** How long it rests at most while sources have nothing. */
  private static final long LONGEST_NAP_NANOS = 10 * MILLI;

  private static final long SHORTEST_NAP_NANOS = MILLI / 4;

  /** How old the metrics may be that are seen while it is at work. */
  private static final long METRICS_INTERVAL_MILLIS = 100;

  /** What a table needs in any case. */
  private static final long LEAST_MEMORY = 16 << 10;

  /** A checkpoint that is being made. */
  private static final class Round {
    final SlotState state = new SlotState();
    final Set<Object> missing = new HashSet<>();
  }

  /**
   * What a slot takes from its process.
   *
   * @param scratch space for what does not fit into memory
   * @param states where state is kept that is not on the heap
   * @param memoryBytes how many bytes the groupings of one slot may hold in memory
   * @param observer is told of metrics and failures
   */
  public record Means(
      Scratch scratch, StateDirectory states, long memoryBytes, Observer observer) {}

  private final SlotHost host;
  private final Means means;
  private final BatchPool batches = new BatchPool();
  private final List<HostedTask> tasks = new ArrayList<>();
  private final Map<Integer, HostedTask> byConsumerChannel = new LinkedHashMap<>();
  private final Map<Integer, Integer> places = new LinkedHashMap<>();
  private final Map<Integer, TaskOutput> byProducerChannel = new LinkedHashMap<>();
  private final Map<Integer, HostedTask> readers = new LinkedHashMap<>();
  private final Map<Integer, SplitServer<?>> servers = new TreeMap<>();
  private final TreeMap<Long, Round> rounds = new TreeMap<>();
  private final List<Runnable> unsent = new ArrayList<>();

  private SlotStart start = new SlotStart("", "", 0, 0, 0, ByteString.EMPTY, 0, List.of(), false);
  private @Nullable PipelineOptions options;
  private @Nullable TaskStores stores;
  private @Nullable Plan plan;
  private @Nullable Layout layout;
  private @Nullable SideInputHub sideInputs;
  private @Nullable MessageCodec codec;
  private StageSettings settings;
  private long memoryPerTable;
  private long metricsMillis;
  private long triggered;
  private boolean running;
  private boolean over;
  private boolean drained;
  private boolean scheduled;
  private boolean atOnce;
  private long wakeUp;
  private boolean awake;
  private long napNanos = SHORTEST_NAP_NANOS;

  /** A slot that was not started. */
  public EngineSlot(SlotHost host, Means means) {
    this.host = host;
    this.means = means;
    this.settings = new StageSettings(false, 0, StageSettings.DEFAULT_BUNDLE_SIZE);
  }

  // ---- What its tasks ask for

  Plan plan() {
    return there(plan);
  }

  PipelineOptions options() {
    return there(options);
  }

  StageSettings settings() {
    return settings;
  }

  String job() {
    return start.job();
  }

  int parallelism() {
    return start.parallelism();
  }

  long memoryBudgetBytes() {
    return memoryPerTable;
  }

  Scratch scratch() {
    return means.scratch();
  }

  @Nullable StateStore openStateStore(String purpose) {
    return there(stores).open(purpose);
  }

  BatchPool batches() {
    return batches;
  }

  long wallMillis() {
    return host.scope().context().wallMillis();
  }

  /** The last checkpoint that was begun. */
  long triggered() {
    return triggered;
  }

  private static <T> T there(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("The slot was not started");
    }
    return value;
  }

  // ---- From start to run

  @Override
  public void start(SlotStart told) {
    start = told;
    guarded(
        () -> {
          JobProgram program = JobProgram.parseFrom(told.payload());
          options = Programs.options(program);
          stores = means.states().stores(there(options));
          plan = Programs.plan(program, there(options));
          settings = Programs.settings(there(options));
          layOut();
          tasks.forEach(HostedTask::make);
          if (told.restoredCheckpoint() == 0) {
            host.started();
          } else {
            restore(told);
          }
        });
  }

  private void restore(SlotStart told) {
    files()
        .read(
            told.restoredFiles(),
            contents ->
                guarded(
                    () -> {
                      for (ByteString content : contents) {
                        SlotState.forEach(content, this::load);
                      }
                      triggered = told.restoredCheckpoint();
                      host.started();
                    }),
            failure ->
                host.failed(
                    failure.corrupt()
                        ? FailureKind.FAILURE_KIND_CHECKPOINT
                        : FailureKind.FAILURE_KIND_INFRASTRUCTURE,
                    failure.cause()));
  }

  private void load(int stage, int task, Section section, int keyHash, DecodeBuffer content)
      throws IOException {
    if (task == SlotState.SPLITS) {
      SplitServer<?> server = servers.get(stage);
      if (server == null) {
        throw new IOException("Splits of stage " + stage + ", which are not found here");
      }
      server.load(section, content);
      return;
    }
    for (HostedTask each : tasks) {
      if (each.stage().id() == stage && each.taskIndex() == task) {
        each.load(section, keyHash, content);
        return;
      }
    }
    throw new IOException("Task " + task + " of stage " + stage + " is not in this slot");
  }

  private StateFiles files() {
    return new StateFiles(start.directory(), new StoreCalls(host.scope(), RETRIES));
  }

  /** Makes channels and tasks; those furthest downstream come first. */
  private void layOut() throws IOException {
    Plan made = plan();
    Layout where = new Layout(made, start.parallelism());
    layout = where;
    codec = new MessageCodec(made, where, batches);
    SideInputHub hub = new SideInputHub(start.slot(), made, where, start.parallelism(), this::send);
    sideInputs = hub;
    long tables = 0;
    List<PlanStage> stages = made.stages();
    for (int s = stages.size() - 1; s >= 0; s--) {
      PlanStage stage = stages.get(s);
      if (stage.root() instanceof Root.ReadRoot read && where.slotOfSplits(stage) == start.slot()) {
        servers.put(stage.id(), server(stage, read, where));
      }
      for (int task : where.tasksIn(start.slot(), stage)) {
        tasks.add(hosted(stage, task, where, hub));
        tables += tablesOf(stage);
      }
    }
    memoryPerTable = Math.max(LEAST_MEMORY, means.memoryBytes() / Math.max(1, tables));
  }

  private static long tablesOf(PlanStage stage) {
    long before =
        stage.steps().stream().filter(step -> step instanceof Step.PreCombineStep).count();
    boolean after =
        stage.root() instanceof Root.GroupRoot || stage.root() instanceof Root.CombineRoot;
    return before + (after ? 1 : 0);
  }

  private HostedTask hosted(PlanStage stage, int task, Layout where, SideInputHub hub)
      throws IOException {
    SplitQueue splits =
        stage.root() instanceof Root.ReadRoot read ? splitQueue(stage, task, read) : null;
    TaskInput input = new TaskInput(this::giveCredit, splits);
    HostedTask hosted =
        new HostedTask(this, stage, task, where.width(stage), input, hub.forTask(stage));
    if (splits != null) {
      readers.put(stage.id(), hosted);
    }
    for (int edgeId : stage.inputEdges()) {
      Edge edge = plan().edge(edgeId);
      for (int producer = 0; producer < where.producers(edge); producer++) {
        if (Layout.connects(edge, producer, task)) {
          int channel = where.channel(edge, producer, task);
          SpillingQueue spilling =
              edge.spillable()
                  ? new SpillingQueue(EdgeCodec.of(edge, plan()), means.scratch())
                  : null;
          places.put(channel, input.add(channel, spilling));
          byConsumerChannel.put(channel, hosted);
        }
      }
    }
    for (int edgeId : stage.outputEdges()) {
      Edge edge = plan().edge(edgeId);
      int[] channels = new int[where.consumers(edge)];
      for (int consumer = 0; consumer < channels.length; consumer++) {
        channels[consumer] =
            Layout.connects(edge, task, consumer)
                ? where.channel(edge, task, consumer)
                : TaskOutput.NONE;
      }
      TaskOutput output =
          new TaskOutput(
              channels, edge.spillable() ? Integer.MAX_VALUE : TaskInput.WINDOW, this::sendAlong);
      hosted.addOutput(edge, output);
      for (int channel : channels) {
        if (channel != TaskOutput.NONE) {
          byProducerChannel.put(channel, output);
        }
      }
    }
    return hosted;
  }

  private SplitQueue splitQueue(PlanStage stage, int task, Root.ReadRoot read) throws IOException {
    return new SplitQueue(
        source(read).getSplitCoder(),
        () -> send(there(layout).slotOfSplits(stage), new Message.WantsSplit(stage.id(), task)));
  }

  private Source<?, ?> source(Root.ReadRoot read) {
    return Programs.source(plan().components().getTransformsOrThrow(read.transformId()));
  }

  private SplitServer<?> server(PlanStage stage, Root.ReadRoot read, Layout where)
      throws IOException {
    boolean endless =
        plan()
            .components()
            .getTransformsOrThrow(read.transformId())
            .getOutputsMap()
            .values()
            .stream()
            .anyMatch(plan()::isEndless);
    return server(stage, source(read), endless, where);
  }

  private <SplitT> SplitServer<SplitT> server(
      PlanStage stage, Source<?, SplitT> source, boolean endless, Layout where) {
    return new SplitServer<>(
        stage.id(),
        source,
        new SourceContext(options(), start.parallelism(), this::wallMillis),
        endless,
        where.width(stage),
        (task, message) -> send(where.slotOf(stage, task), message));
  }

  @Override
  public void run() {
    guarded(
        () -> {
          running = true;
          List<Runnable> first = List.copyOf(unsent);
          unsent.clear();
          first.forEach(Runnable::run);
          if (start.restoredCheckpoint() != 0) {
            tasks.forEach(task -> task.loaded(start.restoredCheckpoint()));
          }
          if (start.stopSources()) {
            stopSources();
          }
          wake();
        });
  }

  // ---- Messages

  private void sendAlong(Message.Along message) {
    send(there(layout).consumerSlotOf(message.channel()), message);
  }

  private void giveCredit(int channel, int count) {
    send(there(layout).producerSlotOf(channel), new Message.Credit(channel, count));
  }

  private void send(int toSlot, Message message) {
    if (!running) {
      unsent.add(() -> send(toSlot, message));
    } else if (toSlot == start.slot()) {
      guarded(() -> take(start.slot(), message));
    } else if (host.isLocal(toSlot)) {
      host.handOver(toSlot, message);
    } else {
      guarded(() -> host.send(toSlot, there(codec).encode(message)));
    }
  }

  @Override
  public void receive(int fromSlot, ByteString frame) {
    guarded(
        () -> {
          take(fromSlot, there(codec).decode(frame));
          wake();
        });
  }

  @Override
  public void takeOver(int fromSlot, Object message) {
    guarded(
        () -> {
          take(fromSlot, (Message) message);
          wake();
        });
  }

  private void take(int fromSlot, Message message) throws IOException {
    awake = true;
    if (message instanceof Message.Along along) {
      HostedTask task = byConsumerChannel.get(along.channel());
      Integer place = places.get(along.channel());
      if (task == null || place == null) {
        throw new IOException("Channel " + along.channel() + " does not lead to this slot");
      }
      if (along instanceof Message.Barrier barrier) {
        round(barrier.checkpoint());
      }
      task.input().receive(place, along);
    } else if (message instanceof Message.Credit credit) {
      TaskOutput output = byProducerChannel.get(credit.channel());
      if (output == null) {
        throw new IOException("Channel " + credit.channel() + " does not begin in this slot");
      }
      output.credit(credit.channel(), credit.batches());
    } else if (message instanceof Message.OfSplits splits) {
      HostedTask reader = readers.get(splits.stage());
      SplitQueue queue = reader == null ? null : reader.input().splits();
      if (queue == null) {
        throw new IOException("Stage " + splits.stage() + " reads no source in this slot");
      }
      if (splits instanceof Message.SplitBarrier barrier) {
        round(barrier.checkpoint());
      }
      queue.receive(splits);
    } else if (message instanceof Message.WantsSplit wants) {
      SplitServer<?> server = servers.get(wants.stage());
      if (server == null) {
        throw new IOException("Splits of stage " + wants.stage() + " are not found here");
      }
      server.wants(wants.task());
    } else {
      there(sideInputs).receive(fromSlot, message);
    }
  }

  // ---- Work

  /** Lets the tasks work soon. */
  private void wake() {
    awake = true;
    if (!running || over) {
      return;
    }
    napNanos = SHORTEST_NAP_NANOS;
    schedule(0);
  }

  private void schedule(long delayNanos) {
    if (scheduled) {
      if (delayNanos > 0 || atOnce) {
        return;
      }
      host.scope().cancel(wakeUp);
    }
    scheduled = true;
    atOnce = delayNanos == 0;
    wakeUp =
        host.scope()
            .after(
                delayNanos,
                () -> {
                  scheduled = false;
                  guarded(this::work);
                });
  }

  private void work() throws IOException {
    int done = 1;
    for (int round = 0; done > 0 && round < ROUNDS && !over; round++) {
      awake = false;
      done = 0;
      for (SplitServer<?> server : servers.values()) {
        done += server.work(wallMillis());
      }
      for (HostedTask task : tasks) {
        done += task.step();
      }
      done = done > 0 ? done : restAll();
    }
    if (over) {
      return;
    }
    publishMetricsIfDue();
    sayIfDrained();
    if (done > 0 || awake) {
      schedule(0);
      return;
    }
    long now = wallMillis();
    long next = Long.MAX_VALUE;
    for (SplitServer<?> server : servers.values()) {
      next = Math.min(next, server.nextWorkMillis());
    }
    for (HostedTask task : tasks) {
      next = Math.min(next, task.isFinished() ? Long.MAX_VALUE : task.nextWorkMillis());
    }
    if (next == Long.MIN_VALUE) {
      // Nobody knows when there will be something to do: naps get longer bit by bit.
      schedule(napNanos);
      napNanos = Math.min(LONGEST_NAP_NANOS, napNanos + napNanos / 8 + 1);
    } else if (next != Long.MAX_VALUE) {
      schedule(Math.min(20, Math.max(1, next - now)) * MILLI);
    }
  }

  private int restAll() {
    int done = 0;
    for (HostedTask task : tasks) {
      done += task.rest();
    }
    return done;
  }

  private void publishMetricsIfDue() {
    long now = wallMillis();
    if (now - metricsMillis >= METRICS_INTERVAL_MILLIS) {
      metricsMillis = now;
      publishMetrics();
    }
  }

  private void publishMetrics() {
    List<MetricsContainer> all = new ArrayList<>();
    tasks.forEach(task -> task.metrics().forEach(all::add));
    means.observer().metrics(start.slot(), MetricsSnapshot.of(all));
  }

  private void sayIfDrained() {
    if (!drained && tasks.stream().allMatch(HostedTask::isFinished)) {
      drained = true;
      publishMetrics();
      host.drained();
    }
  }

  /** Lets the tasks downstream of one run, so that there is room for what it gives. */
  boolean relieve(HostedTask task) {
    if (over) {
      return false;
    }
    boolean could = host.relieve();
    try {
      for (HostedTask each : tasks) {
        if (each.stage().id() > task.stage().id()) {
          could |= each.step() > 0;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return could;
  }

  // ---- Checkpoints

  @Override
  public void trigger(long checkpoint) {
    guarded(
        () -> {
          if (checkpoint <= triggered) {
            return;
          }
          triggered = checkpoint;
          Round round = round(checkpoint);
          for (Map.Entry<Integer, SplitServer<?>> entry : servers.entrySet()) {
            entry.getValue().save(checkpoint, round.state.sink(entry.getKey(), SlotState.SPLITS));
            round.missing.remove(entry.getValue());
          }
          keepIfComplete(checkpoint);
          wake();
        });
  }

  private Round round(long checkpoint) {
    return rounds.computeIfAbsent(
        checkpoint,
        number -> {
          Round round = new Round();
          round.missing.addAll(tasks);
          round.missing.addAll(servers.values());
          return round;
        });
  }

  StateSink sinkFor(long checkpoint, int stage, int task) {
    return round(checkpoint).state.sink(stage, task);
  }

  void saved(long checkpoint, HostedTask task) {
    round(checkpoint).missing.remove(task);
    keepIfComplete(checkpoint);
  }

  private void keepIfComplete(long checkpoint) {
    Round round = rounds.get(checkpoint);
    if (round == null || !round.missing.isEmpty()) {
      return;
    }
    rounds.remove(checkpoint);
    ByteString content = round.state.toBytes();
    files()
        .write(
            StateFiles.path(start.attempt(), checkpoint, start.slot(), "tasks"),
            content,
            file -> file.ifPresent(written -> host.kept(checkpoint, List.of(written))));
  }

  @Override
  public void complete(long checkpoint) {
    rounds.headMap(checkpoint, true).clear();
    host.applied(checkpoint);
  }

  @Override
  public void stopSources() {
    guarded(
        () -> {
          servers.values().forEach(SplitServer::stop);
          tasks.forEach(HostedTask::drain);
          wake();
        });
  }

  // ---- The end

  @Override
  public void stop() {
    over = true;
    tasks.forEach(HostedTask::close);
    for (SplitServer<?> server : servers.values()) {
      closeQuietly(null, server::close);
    }
    TaskStores opened = stores;
    if (opened != null) {
      closeQuietly(null, opened);
    }
  }

  static void closeQuietly(@Nullable PlanStage stage, Closeable closing) {
    try {
      closing.close();
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "Cleaning up {} failed: {}", stage == null ? "a source" : stage.name(), e.toString(), e);
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  /** What fails in here fails the attempt. */
  private void guarded(Action action) {
    if (over) {
      return;
    }
    try {
      action.run();
    } catch (Throwable t) {
      over = true;
      means
          .observer()
          .failed(t instanceof UserCodeException && t.getCause() != null ? t.getCause() : t);
      Failure.report(host, t);
    }
  }

  @Override
  public long stateHash() {
    return new StateHash().add(start.attempt()).add(triggered).add(running ? 1 : 0).value();
  }
}
