package io.millrace.runners.distributed.client;

import io.millrace.cluster.v1.Submit;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.coordinator.CoordinatorMachine;
import io.millrace.runners.distributed.machine.Retries;
import io.millrace.runners.distributed.shell.InProcessNetwork;
import io.millrace.runners.distributed.shell.MachineThread;
import io.millrace.runners.distributed.shell.MachineThread.Surroundings;
import io.millrace.runners.distributed.shell.SlotThreads;
import io.millrace.runners.distributed.store.FileSystemStore;
import io.millrace.runners.distributed.task.EngineSlot;
import io.millrace.runners.distributed.worker.WorkerMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A coordinator and a worker on threads of this process. Its methods are thread-safe. */
public final class EmbeddedCluster implements AutoCloseable {

  private static final long MILLI = 1_000_000;
  private static final String COORDINATOR = "coordinator";
  private static final String WORKER = "worker";

  /** Within a process nobody is dead who is silent for a while. */
  private static final ClusterSettings SETTINGS =
      new ClusterSettings(
          "cluster",
          List.of(COORDINATOR),
          50 * MILLI,
          60_000 * MILLI,
          60_000 * MILLI,
          120_000 * MILLI,
          new Retries(6, 10 * MILLI, 500 * MILLI));

  private final ExecutorService elsewhere;
  private final Surroundings surroundings;
  private final SlotThreads slotThreads;
  private final List<MachineThread> threads = new ArrayList<>();
  private final AtomicInteger clients = new AtomicInteger();

  /**
   * Starts a cluster.
   *
   * @param directory where it keeps its log and checkpoints
   * @param means what each slot has
   * @param halted is told when a machine cannot go on, and with it the cluster
   */
  public EmbeddedCluster(
      String directory, int slots, EngineSlot.Means means, Consumer<String> halted) {
    this.elsewhere =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "millrace-io");
              thread.setDaemon(true);
              return thread;
            });
    this.surroundings =
        new Surroundings(new InProcessNetwork(), new FileSystemStore(directory), elsewhere, halted);
    start(
        new MachineThread(
            COORDINATOR,
            surroundings,
            context -> new CoordinatorMachine(COORDINATOR, SETTINGS, context)));
    slotThreads = new SlotThreads(surroundings, host -> new EngineSlot(host, means));
    MachineThread worker =
        new MachineThread(
            WORKER,
            surroundings,
            context -> new WorkerMachine(WORKER, slots, SETTINGS, slotThreads, context));
    slotThreads.belongTo(worker);
    start(worker);
  }

  private void start(MachineThread thread) {
    synchronized (threads) {
      threads.add(thread);
    }
    thread.start();
  }

  /** Submits a job. */
  public SubmittedJob submit(Submit submit, JobListener listener) {
    JobClient[] client = new JobClient[1];
    MachineThread thread =
        new MachineThread(
            "client-" + clients.getAndIncrement(),
            surroundings,
            context -> {
              client[0] = new JobClient(submit, SETTINGS, 5 * MILLI, listener, context);
              return client[0];
            });
    start(thread);
    return new SubmittedJob(thread, client[0]);
  }

  /**
   * Ends all threads and waits for them, for those of slots not for ever; jobs that are not over
   * end with them. Not to be called on one of them.
   */
  @Override
  public void close() {
    List<MachineThread> all;
    synchronized (threads) {
      all = List.copyOf(threads);
    }
    all.forEach(MachineThread::stop);
    slotThreads.close();
    try {
      for (MachineThread thread : all) {
        // Until it has ended it may want something done elsewhere.
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    elsewhere.shutdown();
  }
}
