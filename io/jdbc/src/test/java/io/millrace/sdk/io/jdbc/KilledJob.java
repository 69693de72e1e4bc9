package io.millrace.sdk.io.jdbc;

import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.DistributedRunner;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.process.CoordinatorProcess;
import io.millrace.runners.distributed.process.WorkerProcess;
import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.JobsClient;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.shell.KilledProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A whole cluster in one process, to be killed: coordinator, worker, and a job that writes the rows
 * of a sequence exactly once. Started again on the same directory, it goes on with that job.
 */
final class KilledJob {

  private KilledJob() {}

  /** Arguments: the coordinator's address, the directory, the address of the database. */
  public static void main(String[] args) throws Exception {
    Address address = Address.parse(args[0]);
    Path directory = Path.of(args[1]);
    CoordinatorProcess.start(address, directory.resolve("store").toString(), KilledJob::halt);
    WorkerProcess.start(
        new WorkerProcess.Settings(
            address,
            new Address(Address.LOOPBACK, 0),
            2,
            Files.createTempDirectory(directory, "worker"),
            Duration.ofSeconds(60),
            ClusterSettings.PROTOCOL_VERSION),
        KilledJob::halt);
    try (JobsClient jobs = JobsClient.of(address)) {
      if (jobs.list().isEmpty()) {
        submit(address, args[2]);
      }
    }
    System.out.println(KilledProcess.READY);
    while (System.in.read() >= 0) {
      // nobody says anything
    }
    Runtime.getRuntime().halt(0);
  }

  private static void submit(Address coordinator, String url) {
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setRunner(DistributedRunner.class);
    options.setCoordinator(coordinator.toString());
    options.setParallelism(2);
    options.setCheckpointEvery(Duration.ofMillis(100));
    options.setRestarts(1_000_000);
    options.setJobName("rows");
    options.setBlockOnRun(false);
    options.setFilesToStage(List.of());
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(GenerateSequence.from(0).withRate(1, Duration.ofMillis(2)))
        .apply(
            JdbcIO.<Long>write()
                .withDataSourceConfiguration(
                    JdbcIO.DataSourceConfiguration.create(TestServer.DRIVER, url)
                        .withUsername("postgres"))
                .withStatement("INSERT INTO survivors VALUES (?)")
                .withPreparedStatementSetter((id, statement) -> statement.setLong(1, id))
                .withBatchSize(50)
                .withExactlyOnce("survivors_commits")
                .withCommitTableCreatedIfAbsent());
    pipeline.run();
  }

  private static void halt(String reason) {
    System.err.println("halted: " + reason);
    Runtime.getRuntime().halt(1);
  }
}
