package io.millrace.runners.distributed.task;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.FailureKind;
import io.millrace.model.v1.Components;
import io.millrace.runners.core.batch.BatchPool;
import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.checkpoint.StateFiles;
import io.millrace.runners.distributed.machine.Retries;
import io.millrace.runners.distributed.machine.StateHash;
import io.millrace.runners.distributed.machine.StoreCalls;
import io.millrace.runners.distributed.machine.WorkResult;
import io.millrace.runners.distributed.store.StoreKeys;
import io.millrace.runners.distributed.worker.Cut;
import io.millrace.runners.distributed.worker.Redistributed;
import io.millrace.runners.distributed.worker.Slot;
import io.millrace.runners.distributed.worker.SlotHost;
import io.millrace.runners.distributed.worker.SlotStart;
import io.millrace.runners.host.run.FailureReport;
import io.millrace.runners.host.state.StateDirectory;
import io.millrace.runners.host.state.TaskStores;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.coders.DecodeBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A slot that runs a task of each stage of a pipeline: when its tasks work, what they say to other
 * slots, where what they keep is written, and what becomes of failures. The tasks themselves are
 * {@link SlotTasks}. Not thread-safe.
 */
public final class EngineSlot implements Slot {

  private static final long MILLI = 1_000_000;
  private static final Retries RETRIES = new Retries(8, 50 * MILLI, 2_000 * MILLI);

  /** How often all tasks are asked in turn before others get a word in. */
  private static final int ROUNDS = 8;

  /** How long it rests at most while sources have nothing. */
  private static final long LONGEST_NAP_NANOS = 10 * MILLI;

  private static final long SHORTEST_NAP_NANOS = MILLI / 4;

  /** How old the metrics may be that are seen while it is at work. */
  private static final long METRICS_INTERVAL_MILLIS = 100;

  /** After so many entries that it has taken back it tells that it gets on. */
  private static final int ENTRIES_AT_ONCE = 50_000;

  /** What a table needs in any case. */
  private static final long LEAST_MEMORY = 16 << 10;

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

  /** What there is from the start on. */
  private record Started(
      Layout layout,
      SlotTasks tasks,
      Rounds rounds,
      MessageCodec codec,
      TaskStores stores,
      TableFiles tables) {}

  private final SlotHost host;
  private final Means means;
  private final List<Runnable> unsent = new ArrayList<>();

  /** What was kept and is on its way to the store. */
  private final List<SlotState> unwritten = new ArrayList<>();

  private SlotStart start = new SlotStart("", "", 0, 0, 0, ByteString.EMPTY, 0, List.of(), false);
  private Plan plan = new Plan(Components.getDefaultInstance(), List.of(), List.of());
  private @Nullable Started started;

  /** What it knows of the script that the job follows; null if it follows none. */
  private @Nullable ScriptClock clock;

  private long metricsMillis;
  private long triggered;

  /** How many entries it has taken back of those that were dealt out. */
  private long loaded;

  /** A checkpoint that is complete, and of which not all is visible yet; 0 if there is none. */
  private long applying;

  /** The last checkpoint that is complete, and of which all is visible. */
  private long applied;

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
  }

  private Started started() {
    Started there = started;
    if (there == null) {
      throw new IllegalStateException("The slot was not started");
    }
    return there;
  }

  private SlotTasks tasks() {
    return started().tasks();
  }

  private long wallMillis() {
    return host.scope().context().wallMillis();
  }

  // ---- From start to run

  @Override
  public void start(SlotStart told) {
    start = told;
    triggered = told.restoredCheckpoint();
    guarded(
        () -> {
          layOut(Programs.decode(told.payload()));
          Redistributed dealt = told.redistributed();
          if (told.restoredCheckpoint() == 0) {
            tasks().make();
            host.started();
          } else if (dealt != null) {
            restore(dealt);
          } else {
            restore();
          }
        });
  }

  private void layOut(Programs.Program program) throws IOException {
    BatchPool batches = new BatchPool();
    TaskStores stores = means.states().stores(program.options());
    Layout layout = new Layout(program.plan(), start.parallelism());
    ScriptClock script = layout.followsScript() ? new ScriptClock(this::send) : null;
    clock = script;
    ChannelCodecs codecs = new ChannelCodecs(program.plan(), layout);
    long tables = Math.max(1, layout.tablesOf(start.slot()));
    SlotContext context =
        new SlotContext(
            program,
            start.job(),
            start.parallelism(),
            program.options().as(DistributedOptions.class).getCheckpointEvery().toMillis(),
            Math.max(LEAST_MEMORY, means.memoryBytes() / tables),
            means.scratch(),
            stores,
            batches,
            codecs,
            // Time stands still in a script, and nothing waits there for long.
            script == null
                ? program
                    .options()
                    .as(DistributedOptions.class)
                    .getAlignedCheckpointTimeout()
                    .toMillis()
                : 0,
            script == null ? this::wallMillis : script::nowMillis,
            script,
            this::relieve);
    Rounds rounds =
        new Rounds(
            layout.partsOf(start.slot()), start.restoredCheckpoint(), means.scratch(), this::write);
    plan = program.plan();
    started =
        new Started(
            layout,
            new SlotTasks(start.slot(), context, layout, rounds, this::send),
            rounds,
            new MessageCodec(program.plan(), codecs, batches),
            stores,
            new TableFiles(start, host.scope(), files()));
  }

  /** What it kept are entries, and where it has stores an index of their files. */
  private void restore() {
    List<StateFile> kept = start.restoredFiles();
    files()
        .read(
            kept.subList(0, Math.min(2, kept.size())),
            contents -> {
              if (contents.size() < 2) {
                load(contents);
                return;
              }
              started()
                  .tables()
                  .read(
                      contents.get(1),
                      started().stores(),
                      new TableFiles.Restoring() {
                        @Override
                        public void gotOn() {
                          host.restoring();
                        }

                        @Override
                        public void restored() {
                          load(contents.subList(0, 1));
                        }

                        @Override
                        public void failed(String cause, boolean corrupt) {
                          cannotRestore(cause, corrupt);
                        }
                      });
            },
            failure -> cannotRestore(failure.cause(), failure.corrupt()));
  }

  private void load(List<ByteString> entries) {
    guarded(
        () -> {
          if (!make()) {
            return;
          }
          for (ByteString content : entries) {
            SlotState.forEach(content, tasks()::load);
          }
          host.started();
        });
  }

  /** Makes the tasks, with the stores that were brought here; false if that cannot be. */
  private boolean make() {
    try {
      started().stores().reopen();
    } catch (IOException e) {
      cannotRestore(String.valueOf(e.getMessage()), true);
      return false;
    }
    tasks().make();
    if (!started().stores().unopened().isEmpty()) {
      cannotRestore("nothing keeps state in " + started().stores().unopened(), true);
      return false;
    }
    return true;
  }

  /** A file that another slot has kept. */
  private record Dealt(int keptBy, StateFile file) {}

  /** Takes of what other slots kept what is of this one: file by file, for all may be much. */
  private void restore(Redistributed kept) {
    Map<Integer, Integer> stages = new TreeMap<>(kept.stages());
    if (kept.samePlan()) {
      plan.stages().forEach(stage -> stages.put(stage.id(), stage.id()));
    }
    Dealing dealing =
        new Dealing(plan, started().layout(), start.slot(), kept.slots().size(), stages);
    ArrayDeque<Dealt> left = new ArrayDeque<>();
    for (int keptBy : dealing.slotsToRead()) {
      kept.slots().get(keptBy).forEach(file -> left.add(new Dealt(keptBy, file)));
    }
    if (make()) {
      loadNext(left, dealing, new StateFiles(StoreKeys.ofPlace(kept.directory()), calls()));
    }
  }

  private void loadNext(ArrayDeque<Dealt> left, Dealing dealing, StateFiles from) {
    Dealt next = left.poll();
    if (next == null) {
      host.started();
      return;
    }
    from.read(
        List.of(next.file()),
        contents ->
            guarded(
                () -> {
                  SlotState.forEach(contents.get(0), dealt(next.keptBy(), dealing));
                  loadNext(left, dealing, from);
                }),
        failure -> cannotRestore(failure.cause(), failure.corrupt()));
  }

  private SlotState.Visitor dealt(int keptBy, Dealing dealing) {
    return new SlotState.Visitor() {
      @Override
      public Optional<Part> owner(Part part, Section section, boolean keyed, int keyHash) {
        return dealing.owner(keptBy, part, section, keyed, keyHash);
      }

      @Override
      public void visit(Part part, Section section, int keyHash, DecodeBuffer content)
          throws IOException {
        tasks().load(part, section, keyHash, content);
        if (++loaded % ENTRIES_AT_ONCE == 0) {
          host.restoring();
        }
      }
    };
  }

  private void cannotRestore(String cause, boolean corrupt) {
    host.failed(
        corrupt ? FailureKind.FAILURE_KIND_CHECKPOINT : FailureKind.FAILURE_KIND_INFRASTRUCTURE,
        cause);
  }

  private StateFiles files() {
    return new StateFiles(start.directory(), calls());
  }

  private StoreCalls calls() {
    return new StoreCalls(host.scope(), RETRIES);
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
            tasks().loaded(start.restoredCheckpoint());
            applying = start.restoredCheckpoint();
          }
          tasks().run();
          if (start.stopSources()) {
            stopSources();
          }
          wake();
        });
  }

  // ---- Messages

  private void send(int toSlot, Message message) {
    if (!running) {
      unsent.add(() -> send(toSlot, message));
    } else if (toSlot == start.slot()) {
      guarded(() -> take(start.slot(), message));
    } else {
      if (clock != null) {
        clock.said(message);
      }
      sendToOther(toSlot, message);
    }
  }

  private void sendToOther(int toSlot, Message message) {
    if (host.isLocal(toSlot)) {
      host.handOver(toSlot, message);
    } else {
      guarded(() -> host.send(toSlot, started().codec().encode(message)));
    }
  }

  @Override
  public void receive(int fromSlot, ByteString frame) {
    guarded(
        () -> {
          take(fromSlot, started().codec().decode(frame));
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
    if (clock != null && fromSlot != start.slot()) {
      clock.heard(message);
    }
    tasks().take(fromSlot, message);
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
    if (!tasks().mayWork()) {
      return;
    }
    int done = 1;
    for (int round = 0; done > 0 && round < ROUNDS && !over; round++) {
      awake = false;
      done = tasks().step();
      done = done > 0 ? done : tasks().rest();
    }
    if (over) {
      return;
    }
    publishMetricsIfDue();
    sayIfApplied();
    sayIfDrained();
    if (done == 0 && !awake && started().rounds().after(0) == 0) {
      tasks().settled(host.scope().context().nowNanos(), triggered, applied);
    }
    if (done > 0 || awake) {
      schedule(0);
      return;
    }
    long next = tasks().nextWorkMillis();
    if (next == Long.MIN_VALUE) {
      // Nobody knows when there will be something to do: naps get longer bit by bit.
      schedule(napNanos);
      napNanos = Math.min(LONGEST_NAP_NANOS, napNanos + napNanos / 8 + 1);
    } else if (next != Long.MAX_VALUE) {
      long now = clock == null ? wallMillis() : clock.nowMillis();
      schedule(Math.min(20, Math.max(1, next - now)) * MILLI);
    }
  }

  private void publishMetricsIfDue() {
    long now = wallMillis();
    if (now - metricsMillis >= METRICS_INTERVAL_MILLIS) {
      metricsMillis = now;
      publishMetrics();
    }
  }

  private void publishMetrics() {
    means.observer().metrics(start.slot(), tasks().metrics());
  }

  private void sayIfDrained() {
    if (!drained && tasks().areFinished()) {
      drained = true;
      publishMetrics();
      host.drained();
    }
  }

  /** Lets the tasks downstream of a stage run, so that there is room for what it gives. */
  private boolean relieve(PlanStage stage) {
    if (over) {
      return false;
    }
    boolean could = host.relieve();
    try {
      return tasks().stepBelow(stage) > 0 || could;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stopSources() {
    guarded(
        () -> {
          tasks().stopSources();
          wake();
        });
  }

  // ---- Checkpoints

  @Override
  public void trigger(Cut cut) {
    guarded(
        () -> {
          if (cut.checkpoint() <= triggered) {
            return;
          }
          triggered = cut.checkpoint();
          started().rounds().begin(cut);
          tasks().saveSplits(cut);
          wake();
        });
  }

  private void write(Cut cut, SlotState state) {
    started()
        .tables()
        .write(cut.checkpoint(), state.snapshots(), tables -> write(cut, state, tables));
  }

  /** Where there are tables there is one file of entries, the first. */
  private void write(Cut cut, SlotState state, List<StateFile> tables) {
    unwritten.add(state);
    List<StateFiles.Unwritten> contents = new ArrayList<>();
    for (int i = 0; i < state.files(); i++) {
      contents.add(
          new StateFiles.Unwritten(
              path(cut, i == 0 ? "tasks" : "tasks-" + i), contentOf(state, i)));
    }
    (cut.isSavepoint() ? new StateFiles(StoreKeys.ofPlace(cut.savepoint()), calls()) : files())
        .writeAll(
            contents,
            written -> {
              letGo(state);
              List<StateFile> all = new ArrayList<>(written);
              all.addAll(tables);
              host.kept(cut.checkpoint(), all, state.isByKey());
            },
            cause -> {
              letGo(state);
              if (cut.isSavepoint()) {
                host.notKept(cut.checkpoint(), cause);
              }
            });
  }

  private StateFiles.Content contentOf(SlotState state, int file) {
    return (then, failed) -> {
      if (state.isAtHand(file)) {
        guarded(() -> then.accept(state.file(file)));
        return;
      }
      host.scope()
          .offload(
              () -> state.file(file),
              result -> {
                if (result instanceof WorkResult.Done done) {
                  then.accept(done.result());
                } else {
                  failed.accept("what was put aside cannot be read: " + result);
                }
              });
    };
  }

  private void letGo(SlotState state) {
    unwritten.remove(state);
    SlotTasks.closeQuietly("what was kept", state);
  }

  private String path(Cut cut, String name) {
    return cut.isSavepoint()
        ? StateFiles.savepointPath(start.attempt(), cut.checkpoint(), start.slot(), name)
        : StateFiles.path(start.attempt(), cut.checkpoint(), start.slot(), name);
  }

  @Override
  public void complete(long checkpoint) {
    guarded(
        () -> {
          started().rounds().complete(checkpoint);
          started().tables().complete(checkpoint);
          tasks().checkpointComplete(checkpoint);
          applying = checkpoint;
          sayIfApplied();
          wake();
        });
  }

  private void sayIfApplied() {
    if (applying != 0 && tasks().haveApplied()) {
      applied = applying;
      applying = 0;
      host.applied(applied);
    }
  }

  // ---- The end

  @Override
  public void stop() {
    over = true;
    Started there = started;
    if (there != null) {
      there.tasks().close();
      there.rounds().close();
      unwritten.forEach(state -> SlotTasks.closeQuietly("what was kept", state));
      SlotTasks.closeQuietly("the state of a slot", there.stores());
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
      PipelineExecutionException report = FailureReport.of(t, "");
      means.observer().failed(report);
      host.failed(FailureKind.FAILURE_KIND_USER, String.valueOf(report.getMessage()));
    }
  }

  @Override
  public long stateHash() {
    return new StateHash().add(start.attempt()).add(triggered).add(running ? 1 : 0).value();
  }
}
