package io.millrace.cli.cluster;

import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.SavepointState;
import io.millrace.cluster.v1.SavepointStatus;
import io.millrace.cluster.v1.SavepointWish;
import io.millrace.runners.distributed.client.SavepointRequest;
import io.millrace.runners.distributed.rpc.JobsClient;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace savepoint}: writes all that a job keeps into a directory of its own. */
@Command(
    name = "savepoint",
    description = {
      "Writes all that a job of a cluster keeps into a directory, and waits until it is there.",
      "Another job goes on from it with --fromSavepoint, with any number of slots."
    })
public final class SavepointCommand extends JobCommand {

  @Option(
      names = "--to",
      paramLabel = "URI",
      description =
          "The directory, which all workers must reach (default: 'savepoints/JOB-N' in the directory"
              + " of the cluster).")
  @Nullable String to;

  @Option(
      names = "--stop",
      description = "Ends the job with it: nothing becomes visible that is not in the savepoint.")
  boolean stop;

  @Override
  void call(JobsClient client) throws IOException {
    String request = UUID.randomUUID().toString();
    SavepointWish wish =
        SavepointWish.newBuilder()
            .setDirectory(to == null ? "" : to.replaceAll("/+$", ""))
            .setStop(stop)
            .build();
    JobStatus status = new SavepointRequest(client, job, wish, request).await();
    SavepointStatus savepoint = status.getSavepoint();
    if (!savepoint.getRequest().equals(request)) {
      throw new ClusterException(
          "another savepoint of job "
              + job
              + " was asked for before it was known what became of this one");
    }
    if (savepoint.getState() != SavepointState.SAVEPOINT_STATE_COMPLETE) {
      throw new ClusterException(
          "there is no savepoint of job " + job + ": " + savepoint.getCause());
    }
    String directory = savepoint.getDirectory();
    boolean inStore = to == null;
    System.out.printf(
        "savepoint %s%s%n", inStore ? client.describeCluster().getStore() + "/" : "", directory);
  }
}
