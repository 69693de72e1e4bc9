package io.millrace.runners.distributed.testkit;

import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.process.CoordinatorProcess;
import io.millrace.runners.distributed.process.WorkerProcess;
import io.millrace.runners.distributed.rpc.Address;
import java.nio.file.Path;
import java.time.Duration;

/** A coordinator and a worker as processes have them, in the JVM of the test. */
public final class JvmCluster implements AutoCloseable {

  private final CoordinatorProcess coordinator;
  private final WorkerProcess worker;
  private final JobsOfTests jobs;

  /**
   * Starts them.
   *
   * @param directory for all that they keep
   */
  public JvmCluster(Path directory, int slots) throws Exception {
    Address anyPort = new Address(Address.LOOPBACK, 0);
    coordinator =
        CoordinatorProcess.start(anyPort, directory.resolve("store").toString(), reason -> {});
    worker =
        WorkerProcess.start(
            new WorkerProcess.Settings(
                coordinator.address(),
                anyPort,
                slots,
                directory.resolve("scratch"),
                Duration.ofSeconds(30),
                ClusterSettings.PROTOCOL_VERSION),
            reason -> {});
    jobs = JobsOfTests.at(coordinator.address());
  }

  public JobsOfTests jobs() {
    return jobs;
  }

  @Override
  public void close() {
    jobs.close();
    worker.close();
    coordinator.close();
  }
}
