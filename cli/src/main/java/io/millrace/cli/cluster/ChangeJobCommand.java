package io.millrace.cli.cluster;

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

/** What can be done to a job: one command for each. */
public abstract class ChangeJobCommand implements Callable<Integer> {

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

  private final JobAction action;

  private ChangeJobCommand(JobAction action) {
    this.action = action;
  }

  @Override
  public Integer call() throws IOException {
    try (JobsClient client = coordinator.client(spec)) {
      JobsCommand.print(
          List.of(client.change(job, action, UUID.randomUUID().toString())), System.out);
    }
    return 0;
  }

  /** {@code millrace cancel}. */
  @Command(
      name = "cancel",
      description = "Stops a job of a cluster; what it has not committed is dropped.")
  public static final class Cancel extends ChangeJobCommand {
    Cancel() {
      super(JobAction.JOB_ACTION_CANCEL);
    }
  }

  /** {@code millrace drain}. */
  @Command(
      name = "drain",
      description = "Stops the sources of a job of a cluster, and lets it come to its end.")
  public static final class Drain extends ChangeJobCommand {
    Drain() {
      super(JobAction.JOB_ACTION_DRAIN);
    }
  }

  /** {@code millrace resume}. */
  @Command(
      name = "resume",
      description = "Lets a job that is suspended go on from its last checkpoint.")
  public static final class Resume extends ChangeJobCommand {
    Resume() {
      super(JobAction.JOB_ACTION_RESUME);
    }
  }
}
