package io.millrace.runners.distributed.fragile;

import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.Submit;
import io.millrace.runners.distributed.client.JobClient;
import io.millrace.runners.distributed.client.JobListener;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.coordinator.CoordinatorMachine;
import io.millrace.runners.distributed.machine.Retries;
import io.millrace.runners.distributed.shell.InProcessNetwork;
import io.millrace.runners.distributed.shell.MachineThread;
import io.millrace.runners.distributed.shell.MachineThread.Surroundings;
import io.millrace.runners.distributed.shell.SlotThreads;
import io.millrace.runners.distributed.task.EngineSlot;
import io.millrace.runners.distributed.task.Observer;
import io.millrace.runners.distributed.testkit.MemoryStore;
import io.millrace.runners.distributed.worker.WorkerMachine;
import io.millrace.runners.host.run.EndOfRun;
import io.millrace.runners.host.scratch.FileScratch;
import io.millrace.runners.host.state.StateDirectory;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.metrics.MetricResults;
import io.millrace.sdk.metrics.MetricsSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A pipeline on a cluster of two workers, one of which is killed. Thread-safe. */
final class FragileRun implements PipelineResult, JobListener, Observer {

  /** How often a worker was killed, over all runs; says also which is the next. */
  static final AtomicInteger KILLED = new AtomicInteger();

  private static final long MILLI = 1_000_000;
  private static final int WORKERS = 2;
  private static final ClusterSettings SETTINGS =
      new ClusterSettings(
          "cluster",
          List.of("coordinator"),
          50 * MILLI,
          60_000 * MILLI,
          60_000 * MILLI,
          120_000 * MILLI,
          new Retries(6, 10 * MILLI, 500 * MILLI));

  /** A worker and its slots. */
  private record Worker(MachineThread thread, SlotThreads slots) {}

  private final ExecutorService elsewhere = Executors.newCachedThreadPool();
  private final EndOfRun end = new EndOfRun();
  private final Surroundings surroundings;
  private final EngineSlot.Means means;
  private final int slotsPerWorker;
  private final MachineThread coordinator;
  private final MachineThread client;
  private final List<Worker> workers = new ArrayList<>();
  private final Map<Integer, MetricsSnapshot> metrics = new TreeMap<>();
  private @Nullable JobClient asking;
  private boolean killed;
  private State state = State.RUNNING;
  private @Nullable Throwable cause;
  private @Nullable PipelineExecutionException failure;

  FragileRun(int parallelism, Submit submit) {
    // As many slots as the job needs are there again only when the killed worker is.
    this.slotsPerWorker = (parallelism + 1) / WORKERS;
    Path directory = Path.of("target", "fragile", submit.getIdentity().getJob());
    this.means =
        new EngineSlot.Means(
            new FileScratch(directory.resolve("scratch")),
            new StateDirectory(directory.resolve("state")),
            16 << 20,
            this);
    this.surroundings =
        new Surroundings(new InProcessNetwork(), new MemoryStore(), elsewhere, this::refused);
    this.coordinator =
        new MachineThread(
            "coordinator",
            surroundings,
            context -> new CoordinatorMachine("coordinator", SETTINGS, context));
    this.client =
        new MachineThread(
            "client",
            surroundings,
            context -> {
              asking = new JobClient(submit, SETTINGS, MILLI, this, context);
              return asking;
            });
    coordinator.start();
    for (int i = 0; i < WORKERS; i++) {
      workers.add(worker(i));
    }
    client.start();
  }

  private Worker worker(int index) {
    SlotThreads slots = new SlotThreads(surroundings, host -> new EngineSlot(host, means));
    String name = "worker-" + index;
    MachineThread thread =
        new MachineThread(
            name,
            surroundings,
            context -> new WorkerMachine(name, slotsPerWorker, SETTINGS, slots, context));
    slots.belongTo(thread);
    thread.start();
    return new Worker(thread, slots);
  }

  @Override
  public synchronized void status(JobStatus status) {
    if (status.getState().equals("SUSPENDED") && failure == null) {
      failure = new PipelineExecutionException(status.getMessage(), cause);
      if (asking != null) {
        asking.wish(JobAction.JOB_ACTION_CANCEL);
      }
    }
    if (status.getEnded() && state == State.RUNNING) {
      state =
          failure != null
              ? State.FAILED
              : status.getState().equals("FINISHED") ? State.DONE : State.CANCELLED;
      elsewhere.execute(this::letGo);
    } else if (status.getCheckpoint() >= 1 && !killed) {
      killed = true;
      int victim = KILLED.getAndIncrement() % WORKERS;
      elsewhere.execute(() -> killAndReplace(victim));
    }
  }

  /** What it had under way is gone; a new one has nothing of it. */
  private void killAndReplace(int index) {
    Worker old;
    synchronized (workers) {
      old = workers.get(index);
    }
    old.thread.stop();
    try {
      // Before it has left the network, nobody else can have its name.
      old.thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    old.slots.close();
    synchronized (workers) {
      workers.set(index, worker(index));
    }
  }

  private void letGo() {
    client.stop();
    coordinator.stop();
    List<Worker> all;
    synchronized (workers) {
      all = List.copyOf(workers);
    }
    all.forEach(worker -> worker.thread.stop());
    all.forEach(worker -> worker.slots.close());
    elsewhere.shutdown();
    end.come();
  }

  @Override
  public synchronized void refused(String message) {
    if (state == State.RUNNING) {
      failure = new PipelineExecutionException(message, cause);
      state = State.FAILED;
      elsewhere.execute(this::letGo);
    }
  }

  @Override
  public synchronized void metrics(int slot, MetricsSnapshot snapshot) {
    metrics.put(slot, snapshot);
  }

  @Override
  public synchronized void failed(PipelineExecutionException told) {
    if (cause == null) {
      cause = told.getCause() == null ? told : told.getCause();
    }
  }

  @Override
  public synchronized State getState() {
    return state;
  }

  @Override
  public State cancel() {
    throw new UnsupportedOperationException("A fragile run is not cancelled");
  }

  @Override
  public State drain() {
    throw new UnsupportedOperationException("A fragile run is not drained");
  }

  @Override
  public State waitUntilFinish() {
    waitUntilFinish(Duration.ZERO);
    return getState();
  }

  @Override
  public @Nullable State waitUntilFinish(Duration duration) {
    boolean over;
    try {
      over = end.await(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
    synchronized (this) {
      if (over && failure != null) {
        throw failure;
      }
      return over ? state : null;
    }
  }

  @Override
  public synchronized MetricResults metrics() {
    MetricsSnapshot all = MetricsSnapshot.EMPTY;
    for (MetricsSnapshot each : metrics.values()) {
      all = all.merge(each);
    }
    return MetricResults.of(all, state == State.DONE ? all : MetricsSnapshot.EMPTY);
  }
}
