package io.millrace.cli.cluster;

import io.millrace.runners.distributed.rpc.JobsClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command about one job of a cluster. */
abstract class JobCommand implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  @Mixin CoordinatorOption coordinator = new CoordinatorOption();

  @Parameters(
      index = "0",
      paramLabel = "JOB",
      description = "The id of the job; 'millrace jobs' lists them.")
  String job = "";

  @Spec CommandSpec spec;

  @Override
  public final Integer call() throws IOException {
    try (JobsClient client = coordinator.client(spec)) {
      call(client);
    }
    return 0;
  }

  /** Does what is to be done, as somebody who asks the coordinator. */
  abstract void call(JobsClient client) throws IOException;
}
