package io.millrace.runners.distributed.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.v1.ChangeJobRequest;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.JobView;
import io.millrace.cluster.v1.SavepointState;
import io.millrace.cluster.v1.SavepointWish;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.DistributedRunner;
import io.millrace.runners.distributed.client.RemoteRun;
import io.millrace.runners.distributed.client.SavepointRequest;
import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.CoordinatorException;
import io.millrace.runners.distributed.rpc.Coordinators;
import io.millrace.runners.distributed.rpc.JobsClient;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** What tests do with the jobs of a cluster whose processes have the class path of the tests. */
public record JobsOfTests(Coordinators coordinators, JobsClient client) implements AutoCloseable {

  /** A client of its own, which is closed with this. */
  public static JobsOfTests at(Address coordinator) {
    return at(Coordinators.of(coordinator));
  }

  /** The same where several may coordinate. */
  public static JobsOfTests at(Coordinators coordinators) {
    return new JobsOfTests(coordinators, JobsClient.of(coordinators));
  }

  /** Of a job that is not waited for, with short checkpoints. */
  public DistributedOptions options(int parallelism) {
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setRunner(DistributedRunner.class);
    options.setCoordinator(coordinators.toString());
    options.setParallelism(parallelism);
    options.setCheckpointEvery(Duration.ofMillis(50));
    options.setJobName("test");
    options.setBlockOnRun(false);
    options.setFilesToStage(List.of());
    return options;
  }

  /** Waits until a job stands as it is wanted to. */
  public JobStatus await(RemoteRun run, Predicate<JobStatus> wanted) throws CoordinatorException {
    JobStatus last =
        client
            .watchUntil(run.job(), view -> wanted.test(view.getStatus()))
            .map(JobView::getStatus)
            .orElseThrow();
    assertThat(last).matches(wanted, "as it was waited for, rather than over");
    return last;
  }

  /** Waits also while the coordinator is not ready. */
  public JobStatus awaitPatiently(RemoteRun run, Predicate<JobStatus> wanted)
      throws CoordinatorException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try {
        return await(run, wanted);
      } catch (CoordinatorException e) {
        if (!e.isWorthAnotherTry() || System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
    }
  }

  /** Waits until something has come of a job that is not over. */
  public void awaitOutput(RemoteRun run, BooleanSupplier there) throws CoordinatorException {
    // with each checkpoint something is told
    await(run, status -> there.getAsBoolean());
  }

  /** Waits until a job has so many slots, and these work. */
  public void awaitSlots(RemoteRun run, int slots) throws CoordinatorException {
    await(run, status -> status.getState().equals("RUNNING") && status.getParallelism() == slots);
  }

  public void rescale(RemoteRun run, int parallelism) throws CoordinatorException {
    client.change(
        ChangeJobRequest.newBuilder()
            .setJob(run.job())
            .setAction(JobAction.JOB_ACTION_RESCALE)
            .setRequest("rescale to " + parallelism)
            .setParallelism(parallelism)
            .build());
  }

  public void cancel(RemoteRun run) throws CoordinatorException {
    client.change(run.job(), JobAction.JOB_ACTION_CANCEL, "cancel");
  }

  /**
   * Has a savepoint made; returns its directory.
   *
   * @param to where to; empty for where the cluster has them
   */
  public String savepoint(RemoteRun run, String to, boolean stop) throws IOException {
    SavepointWish wish = SavepointWish.newBuilder().setDirectory(to).setStop(stop).build();
    String request = "savepoint of " + run.job() + to + stop;
    JobStatus status = new SavepointRequest(client, run.job(), wish, request).await();
    assertThat(status.getSavepoint().getState())
        .as(status.toString())
        .isEqualTo(SavepointState.SAVEPOINT_STATE_COMPLETE);
    if (stop) {
      assertThat(status.getState()).isEqualTo("STOPPED");
    }
    return status.getSavepoint().getDirectory();
  }

  @Override
  public void close() {
    client.close();
  }
}
