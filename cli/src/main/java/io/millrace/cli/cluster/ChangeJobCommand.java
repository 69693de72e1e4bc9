package io.millrace.cli.cluster;

import io.millrace.cluster.v1.JobAction;
import io.millrace.runners.distributed.rpc.JobsClient;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;

/** What can be done to a job: one command for each. */
public abstract class ChangeJobCommand extends JobCommand {

  private final JobAction action;

  private ChangeJobCommand(JobAction action) {
    this.action = action;
  }

  @Override
  void call(JobsClient client) throws IOException {
    JobsCommand.print(
        List.of(client.change(job, action, UUID.randomUUID().toString())), System.out);
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
