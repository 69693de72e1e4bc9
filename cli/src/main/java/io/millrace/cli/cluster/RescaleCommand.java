package io.millrace.cli.cluster;

import io.millrace.cluster.v1.ChangeJobRequest;
import io.millrace.cluster.v1.JobAction;
import io.millrace.runners.distributed.rpc.JobsClient;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace rescale}: lets a job go on with another number of slots. */
@Command(
    name = "rescale",
    description = {
      "Lets a job of a cluster go on with another number of slots, from its next checkpoint on.",
      "It goes on as it is until so many slots are free."
    })
public final class RescaleCommand extends JobCommand {

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      required = true,
      description = "How many slots it is to have.")
  int parallelism;

  @Override
  void call(JobsClient client) throws IOException {
    ChangeJobRequest change =
        ChangeJobRequest.newBuilder()
            .setJob(job)
            .setAction(JobAction.JOB_ACTION_RESCALE)
            .setRequest(UUID.randomUUID().toString())
            .setParallelism(parallelism)
            .build();
    JobsCommand.print(List.of(client.change(change)), System.out);
  }
}
