package io.millrace.runners.distributed.process;

import io.grpc.Server;
import io.millrace.runners.distributed.artifact.ArtifactStore;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.coordinator.CoordinatorMachine;
import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.Coordinators;
import io.millrace.runners.distributed.rpc.Endpoints;
import io.millrace.runners.distributed.rpc.GrpcNetwork;
import io.millrace.runners.distributed.rpc.JobService;
import io.millrace.runners.distributed.shell.MachineThread;
import io.millrace.runners.distributed.shell.MachineThread.Surroundings;
import io.millrace.runners.distributed.store.FileSystemStore;
import io.millrace.runners.distributed.store.WatchedStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A coordinator: its machine, and the services by which workers and users reach it. It knows no
 * class of a user. Thread-safe.
 */
public final class CoordinatorProcess implements AutoCloseable {

  private static final String LOG_DIRECTORY = "cluster";
  private static final int GRACE_SECONDS = 5;

  private final Address address;
  private final Server server;
  private final MachineThread thread;
  private final JobService jobs;
  private final ExecutorService elsewhere;

  private CoordinatorProcess(
      Address address,
      Server server,
      MachineThread thread,
      JobService jobs,
      ExecutorService elsewhere) {
    this.address = address;
    this.server = server;
    this.thread = thread;
    this.jobs = jobs;
    this.elsewhere = elsewhere;
  }

  /** Starts a coordinator that has nobody beside it. It goes on with the jobs in the store. */
  public static CoordinatorProcess start(Address listen, String store, Consumer<String> halted)
      throws IOException {
    return start(listen, Optional.empty(), store, halted);
  }

  /**
   * Starts one of those who may coordinate. Who coordinates goes on with the jobs that are in the
   * store.
   *
   * @param listen where it listens, and by which workers reach it
   * @param coordinators all of them
   * @param store the directory for logs, checkpoints and artifacts, which all workers must reach by
   *     the same name
   * @param halted is told why it cannot go on, once; its process is to end then
   * @throws IllegalArgumentException if it is not among them
   * @throws IOException if it cannot listen there
   */
  public static CoordinatorProcess start(
      Address listen, Coordinators coordinators, String store, Consumer<String> halted)
      throws IOException {
    if (!coordinators.addresses().contains(listen)) {
      throw new IllegalArgumentException(
          listen + " is not among the coordinators of its cluster, " + coordinators);
    }
    return start(listen, Optional.of(coordinators), store, halted);
  }

  private static CoordinatorProcess start(
      Address listen, Optional<Coordinators> several, String store, Consumer<String> halted)
      throws IOException {
    WatchedStore files = new WatchedStore(new FileSystemStore(store), store);
    GrpcNetwork network = new GrpcNetwork(ClusterSettings.PROTOCOL_VERSION, node -> true, halted);
    JobService jobs = new JobService(new ArtifactStore(files), store, files::trouble);
    Server server =
        Endpoints.listen(
            listen,
            ClusterSettings.PROTOCOL_VERSION,
            List.of(network.control(), jobs.jobs(), jobs.cluster()));
    Address address = Endpoints.address(listen, server);
    String node = address.toString();
    ExecutorService elsewhere = ProcessThreads.forWaiting();
    Coordinators coordinators = several.orElse(Coordinators.of(address));
    ClusterSettings settings = ClusterSettings.of(LOG_DIRECTORY, coordinators.nodes());
    CoordinatorMachine[] machine = new CoordinatorMachine[1];
    MachineThread thread =
        new MachineThread(
            node,
            new Surroundings(network, files, elsewhere, halted),
            context -> machine[0] = new CoordinatorMachine(node, settings, context));
    thread.start();
    jobs.serve(thread, machine[0]);
    return new CoordinatorProcess(address, server, thread, jobs, elsewhere);
  }

  /** Where it listens. */
  public Address address() {
    return address;
  }

  /** Ends it; jobs go on when another one starts on the same store. */
  @Override
  public void close() {
    jobs.close();
    thread.stop();
    server.shutdown();
    try {
      if (!server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    elsewhere.shutdown();
  }
}
