package io.millrace.simulation.run;

import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobIdentity;
import io.millrace.cluster.v1.JobSettings;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.SavepointState;
import io.millrace.cluster.v1.Submit;
import io.millrace.runners.distributed.client.JobClient;
import io.millrace.runners.distributed.client.JobListener;
import io.millrace.simulation.job.ModelSpec;
import io.millrace.simulation.oracle.Violation;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A job of a run: follows it, and has it resumed whenever it is suspended. */
final class JobRun implements JobListener {

  final String id;
  final ModelSpec spec;
  final Submit submit;

  /** When it began to be somebody's job. */
  final long begunNanos;

  private final Consumer<String> refused;
  private JobAction wish = JobAction.JOB_ACTION_DESCRIBE;
  private @Nullable JobClient client;
  private Optional<JobStatus> status = Optional.empty();

  /** Whether somebody had it drained or cancelled. */
  boolean stoppedEarly;

  /** Whether what it came to was looked at. */
  boolean judged;

  /** Since when it is at work as it is to be, or something else is in the way. */
  long hinderedNanos;

  /**
   * A job that nobody has submitted.
   *
   * @param savepoint the directory of the savepoint that it begins with; empty for none
   * @param refused told why it was refused
   */
  JobRun(
      String id,
      ModelSpec spec,
      int parallelism,
      JobSettings settings,
      String savepoint,
      long begunNanos,
      Consumer<String> refused) {
    this.id = id;
    this.spec = spec;
    this.begunNanos = begunNanos;
    this.refused = refused;
    this.submit =
        Submit.newBuilder()
            .setDirectory(directory())
            .setIdentity(
                JobIdentity.newBuilder()
                    .setJob(id)
                    .setParallelism(parallelism)
                    .setPayload(spec.encode())
                    .addAllStages(spec.stages())
                    .setSavepoint(savepoint)
                    .setSettings(settings))
            .build();
  }

  /** Its directory in the store. */
  String directory() {
    return "jobs/" + id;
  }

  /** The node of who follows it. */
  String client() {
    return "client-" + id;
  }

  JobClient client(JobClient newClient) {
    client = newClient;
    newClient.wish(wish);
    return newClient;
  }

  /** From now on asks for this until the job is over. */
  void wish(JobAction action) {
    wish = action;
    tell();
  }

  private void tell() {
    if (client != null) {
      client.wish(state().equals("SUSPENDED") ? JobAction.JOB_ACTION_RESUME : wish);
    }
  }

  String state() {
    return status.map(JobStatus::getState).orElse("");
  }

  boolean isOver() {
    return status.map(JobStatus::getEnded).orElse(false);
  }

  /** How many slots it has or waits for; none if it is over. */
  int slots() {
    return isOver() ? 0 : status.map(JobStatus::getParallelism).orElse(0);
  }

  /** How it stands, for people. */
  String told() {
    return id + " " + status.map(s -> s.getState() + ", " + s.getMessage()).orElse("is not known");
  }

  @Override
  public void status(JobStatus now) {
    status = Optional.of(now);
    if (now.getEnded() && now.getSavepoint().getState() == SavepointState.SAVEPOINT_STATE_PENDING) {
      throw new Violation("O11", id + " is over, and its savepoint is still said to be made");
    }
    tell();
  }

  @Override
  public void refused(String message) {
    refused.accept(message);
  }
}
