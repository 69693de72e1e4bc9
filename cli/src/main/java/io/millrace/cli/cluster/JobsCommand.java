package io.millrace.cli.cluster;

import io.millrace.cluster.v1.JobStatus;
import io.millrace.runners.distributed.rpc.JobsClient;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace jobs}: lists the jobs of a cluster. */
@Command(name = "jobs", description = "Lists the jobs of a cluster.")
public final class JobsCommand implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  @Mixin CoordinatorOption coordinator = new CoordinatorOption();
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try (JobsClient client = coordinator.client(spec)) {
      List<JobStatus> jobs = client.list();
      if (jobs.isEmpty()) {
        System.out.println("There are no jobs.");
      } else {
        print(jobs, System.out);
      }
    }
    return 0;
  }

  static void print(List<JobStatus> jobs, PrintStream out) {
    for (JobStatus job : jobs) {
      out.printf(
          "job %s %s, %d slots, checkpoint %d%s%n",
          job.getJob(),
          job.getState(),
          job.getParallelism(),
          job.getCheckpoint(),
          job.getMessage().isEmpty() ? "" : ": " + job.getMessage());
    }
  }
}
