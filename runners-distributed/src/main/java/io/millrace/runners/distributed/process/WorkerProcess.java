package io.millrace.runners.distributed.process;

import io.grpc.Server;
import io.millrace.cluster.v1.DescribeClusterResponse;
import io.millrace.cluster.v1.SlotNews;
import io.millrace.runners.distributed.artifact.ArtifactStore;
import io.millrace.runners.distributed.artifact.JobCode;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.CoordinatorException;
import io.millrace.runners.distributed.rpc.Coordinators;
import io.millrace.runners.distributed.rpc.Endpoints;
import io.millrace.runners.distributed.rpc.GrpcNetwork;
import io.millrace.runners.distributed.rpc.JobsClient;
import io.millrace.runners.distributed.shell.MachineThread;
import io.millrace.runners.distributed.shell.MachineThread.Surroundings;
import io.millrace.runners.distributed.shell.SlotThreads;
import io.millrace.runners.distributed.store.FileSystemStore;
import io.millrace.runners.distributed.store.Store;
import io.millrace.runners.distributed.store.WatchedStore;
import io.millrace.runners.distributed.task.EngineSlot;
import io.millrace.runners.distributed.worker.SlotFactory;
import io.millrace.runners.distributed.worker.WorkerMachine;
import io.millrace.runners.host.scratch.FileScratch;
import io.millrace.runners.host.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A worker: its machine, its slots on threads, and the service by which other workers reach it. */
public final class WorkerProcess implements AutoCloseable {

  /** So often it asks for a coordinator that is not there yet. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** The share of the heap that groupings may fill. */
  private static final int SHARE_OF_HEAP = 3;

  /**
   * What a worker is told.
   *
   * @param coordinators who to register with: whoever of them coordinates
   * @param listen where it listens, and by which other workers reach it
   * @param slots how many slots it offers
   * @param scratch a directory of its own, for what does not fit into memory and for fetched files
   * @param patience how long it waits for a coordinator that is not there yet
   * @param version the version of the protocol that it speaks
   */
  public record Settings(
      Coordinators coordinators,
      Address listen,
      int slots,
      Path scratch,
      Duration patience,
      int version) {

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if there are no slots
     */
    public Settings {
      if (slots < 1) {
        throw new IllegalArgumentException("a worker needs a slot; it was told to have " + slots);
      }
    }

    /** Those of a worker whose coordinator has nobody beside it. */
    public Settings(
        Address coordinator,
        Address listen,
        int slots,
        Path scratch,
        Duration patience,
        int version) {
      this(Coordinators.of(coordinator), listen, slots, scratch, patience, version);
    }
  }

  private final Address address;
  private final Server server;
  private final MachineThread thread;
  private final SlotThreads slotThreads;
  private final ExecutorService elsewhere;

  private WorkerProcess(
      Address address,
      Server server,
      MachineThread thread,
      SlotThreads slotThreads,
      ExecutorService elsewhere) {
    this.address = address;
    this.server = server;
    this.thread = thread;
    this.slotThreads = slotThreads;
    this.elsewhere = elsewhere;
  }

  /**
   * Starts a worker. It waits for its coordinator, if that is not there yet.
   *
   * @param halted is told why it cannot go on, for example because it was declared dead; its
   *     process is to end then. May be told more than once.
   * @throws CoordinatorException if no coordinator is there in time, or it speaks another version
   * @throws IOException if it cannot listen
   */
  public static WorkerProcess start(Settings settings, Consumer<String> halted)
      throws IOException, InterruptedException {
    DescribeClusterResponse cluster = awaitCluster(settings);
    Store store = new WatchedStore(new FileSystemStore(cluster.getStore()), cluster.getStore());
    List<String> coordinators = settings.coordinators().nodes();
    GrpcNetwork network = new GrpcNetwork(settings.version(), coordinators::contains, halted);
    Server server =
        Endpoints.listen(settings.listen(), settings.version(), List.of(network.exchange()));
    Address address = Endpoints.address(settings.listen(), server);
    String node = address.toString();
    ExecutorService elsewhere = ProcessThreads.forWaiting();
    Surroundings surroundings = new Surroundings(network, store, elsewhere, halted);
    ClusterSettings clusterSettings = ClusterSettings.of("cluster", coordinators);
    News news = new News();
    SlotThreads slotThreads = new SlotThreads(surroundings, slots(settings, store, news));
    MachineThread thread =
        new MachineThread(
            node,
            surroundings,
            context -> {
              WorkerMachine worker =
                  new WorkerMachine(node, settings.slots(), clusterSettings, slotThreads, context);
              news.worker = worker;
              return worker;
            });
    news.thread = thread;
    slotThreads.belongTo(thread);
    thread.start();
    return new WorkerProcess(address, server, thread, slotThreads, elsewhere);
  }

  private static DescribeClusterResponse awaitCluster(Settings settings)
      throws CoordinatorException, InterruptedException {
    long deadline = System.nanoTime() + settings.patience().toNanos();
    try (JobsClient client =
        new JobsClient(settings.coordinators(), settings.version(), "a worker")) {
      while (true) {
        try {
          return client.describeCluster();
        } catch (CoordinatorException e) {
          if (!e.isWorthAnotherTry() || System.nanoTime() - deadline > 0) {
            throw e;
          }
        }
        Thread.sleep(PAUSE.toMillis());
      }
    }
  }

  private static SlotFactory slots(Settings settings, Store store, News news) {
    FileScratch scratch = new FileScratch(settings.scratch().resolve("scratch"));
    StateDirectory states = new StateDirectory(settings.scratch().resolve("state"));
    long memory = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / settings.slots();
    JobCode code =
        new JobCode(
            new ArtifactStore(store),
            settings.scratch().resolve("artifacts"),
            WorkerProcess.class.getClassLoader());
    return host -> {
      ReportingHost reporting = new ReportingHost(host, news);
      EngineSlot slot =
          new EngineSlot(reporting, new EngineSlot.Means(scratch, states, memory, reporting));
      return new JobSlot(slot, reporting, code);
    };
  }

  /** Passes what slots have for users on to the worker's thread, behind what they said before. */
  private static final class News implements Consumer<SlotNews> {
    // set before the thread that houses slots is started
    private @Nullable MachineThread thread;
    private @Nullable WorkerMachine worker;

    @Override
    public void accept(SlotNews news) {
      MachineThread to = thread;
      WorkerMachine machine = worker;
      if (to != null && machine != null) {
        to.post(new Event.Told(() -> machine.tellNews(news)));
      }
    }
  }

  /** Where it listens. */
  public Address address() {
    return address;
  }

  /** Ends it; its slots go elsewhere. */
  @Override
  public void close() {
    thread.stop();
    slotThreads.close();
    server.shutdownNow();
    elsewhere.shutdown();
  }
}
