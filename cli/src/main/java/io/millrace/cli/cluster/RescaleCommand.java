package io.millrace.cli.cluster;

import io.millrace.cluster.v1.ChangeJobRequest;
import io.millrace.cluster.v1.JobAction;
import io.millrace.runners.distributed.rpc.JobsClient;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace rescale}: lets a job go on with another number of slots. */
@Command(
    name = "rescale",
    description = {
      "Lets a job of a cluster go on with another number of slots, from its next checkpoint on.",
      "It goes on as it is until so many slots are free."
    })
public final class RescaleCommand implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      required = true,
      description = "How many slots it is to have.")
  int parallelism;

  @Mixin CoordinatorOption coordinator = new CoordinatorOption();

  @Parameters(
      index = "0",
      paramLabel = "JOB",
      description = "The id of the job; 'millrace jobs' lists them.")
  String job = "";

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try (JobsClient client = coordinator.client(spec)) {
      ChangeJobRequest change =
          ChangeJobRequest.newBuilder()
              .setJob(job)
              .setAction(JobAction.JOB_ACTION_RESCALE)
              .setRequest(UUID.randomUUID().toString())
              .setParallelism(parallelism)
              .build();
      JobsCommand.print(List.of(client.change(change)), System.out);
    }
    return 0;
  }
}
