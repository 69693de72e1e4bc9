package io.millrace.runners.distributed.client;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.Artifact;
import io.millrace.cluster.v1.ErrorReason;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobView;
import io.millrace.cluster.v1.Submit;
import io.millrace.runners.core.plan.Explain;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.artifact.Staging.Staged;
import io.millrace.runners.distributed.news.MetricsCodec;
import io.millrace.runners.distributed.news.ThrownByUser;
import io.millrace.runners.distributed.rpc.CoordinatorException;
import io.millrace.runners.distributed.rpc.Coordinators;
import io.millrace.runners.distributed.rpc.Endpoints;
import io.millrace.runners.distributed.rpc.JobsClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pipeline that runs, or ran, on a cluster of other processes. The job does not need this
 * process: it goes on when this one ends. Thread-safe.
 */
public final class RemoteRun extends ClusterRun {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteRun.class);

  /** So long a coordinator may be away while a job is followed or a savepoint is waited for. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration SUBMIT_PATIENCE = Duration.ofSeconds(10);

  /** The same where another one takes over, which does not do so at once. */
  private static final Duration TAKEOVER_PATIENCE = Duration.ofSeconds(30);

  static final Duration PAUSE = Duration.ofMillis(200);

  /** What a program may have, so that it fits into a message together with what is around it. */
  private static final int MAX_PROGRAM_BYTES = Endpoints.MAX_MESSAGE_BYTES - (1 << 20);

  /** A longer one nobody reads. */
  private static final int MAX_PLAN_CHARACTERS = 100_000;

  private final JobsClient client;
  private final Submit submit;
  private final List<Artifact> artifacts;
  private final String job;
  private final boolean endless;
  private boolean left;

  /** Whether the watch that is under way was told anything; of the thread that follows alone. */
  private boolean heard;

  private RemoteRun(JobsClient client, Submit submit, List<Artifact> artifacts, boolean endless) {
    this.client = client;
    this.submit = submit;
    this.artifacts = artifacts;
    this.job = submit.getIdentity().getJob();
    this.endless = endless;
  }

  /**
   * Submits a job, and follows it.
   *
   * @param plan of the program: what slots do
   * @param staged the files with its classes, which the program names as well
   * @param checkpointEvery how often a checkpoint is taken; empty for none
   * @throws CoordinatorException if the coordinator is not there or refuses the job
   * @throws IOException if a file cannot be read
   */
  public static RemoteRun submit(
      Coordinators coordinators,
      ByteString program,
      Plan plan,
      List<Staged> staged,
      DistributedOptions options,
      Optional<Duration> checkpointEvery)
      throws IOException {
    if (program.size() > MAX_PROGRAM_BYTES) {
      throw new IllegalArgumentException(
          String.format(
              "The pipeline has %,d bytes with its functions, and can have %,d on a cluster. Read"
                  + " large data from files or side inputs instead of having it in functions or"
                  + " Create.",
              program.size(), MAX_PROGRAM_BYTES));
    }
    String id = JobSubmission.newId(options);
    Submit.Builder built =
        JobSubmission.of(id, program, plan, options, checkpointEvery).toBuilder();
    String explained = Explain.render(plan);
    if (explained.length() <= MAX_PLAN_CHARACTERS) {
      built.getIdentityBuilder().setPlan(explained);
    }
    built.getIdentityBuilder().getSettingsBuilder().setFailFast(options.isFailFast());
    Submit submit = built.build();
    List<Artifact> artifacts = staged.stream().map(Staged::artifact).toList();
    JobsClient client = JobsClient.of(coordinators);
    boolean submitted = false;
    try {
      Duration patience = coordinators.addresses().size() > 1 ? TAKEOVER_PATIENCE : SUBMIT_PATIENCE;
      patiently(
          patience,
          () -> client.findMissing(List.of()),
          e -> e.reason() != ErrorReason.ERROR_REASON_UNSPECIFIED);
      // From here on it is known to be there, and may come back: the job is the same whenever it is
      // submitted.
      patiently(
          patience,
          () -> {
            send(client, staged);
            client.submit(submit, artifacts);
          },
          CoordinatorException::isWorthAnotherTry);
      submitted = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while job " + id + " was submitted");
    } finally {
      if (!submitted) {
        client.close();
      }
    }
    LOG.info("Job {} runs on the cluster of {}", id, coordinators);
    RemoteRun run = new RemoteRun(client, submit, artifacts, checkpointEvery.isPresent());
    Thread thread = new Thread(run::follow, "millrace-follow-" + id);
    thread.setDaemon(true);
    thread.start();
    return run;
  }

  private interface Call {
    void make() throws IOException, InterruptedException;
  }

  /** Tries again while it is worth it. */
  private static void patiently(
      Duration patience, Call call, Predicate<CoordinatorException> worthIt)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        call.make();
        return;
      } catch (CoordinatorException e) {
        boolean soon = e.isWorthAnotherTry() && worthIt.test(e);
        if (!soon || System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  private static void send(JobsClient client, List<Staged> staged)
      throws IOException, InterruptedException {
    Set<String> missing = new HashSet<>();
    for (Artifact artifact : client.findMissing(staged.stream().map(Staged::artifact).toList())) {
      missing.add(artifact.getSha256());
    }
    for (Staged each : staged) {
      if (missing.remove(each.artifact().getSha256())) {
        client.put(each.artifact(), each.file());
      }
    }
  }

  /** The id of the job, by which others can ask for it. */
  public String job() {
    return job;
  }

  private void follow() {
    long lastHeard = System.nanoTime();
    while (!hasLeft()) {
      heard = false;
      try {
        client.watch(job, this::tell);
      } catch (CoordinatorException e) {
        if (hasLeft()) {
          return;
        }
        lastHeard = heard ? System.nanoTime() : lastHeard;
        boolean unknown = e.reason() == ErrorReason.ERROR_REASON_NO_SUCH_JOB;
        if ((!unknown && !e.isWorthAnotherTry())
            || System.nanoTime() - lastHeard > PATIENCE.toNanos()) {
          failed(
              String.format(
                  "job %s cannot be followed any more, and may go on: %s", job, e.getMessage()));
          return;
        }
        if (unknown) {
          submitAgain();
        }
      }
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /**
   * A coordinator that does not know the job was started after another one took it and had no time
   * to write that down, or after it was over. To submit it again is right in both cases: whether it
   * is over stands in its directory.
   */
  private void submitAgain() {
    try {
      client.submit(submit, artifacts);
    } catch (CoordinatorException e) {
      LOG.debug("Submitting job {} again failed: {}", job, e.getMessage());
    }
  }

  private synchronized boolean hasLeft() {
    return left;
  }

  private void tell(JobView view) {
    heard = true;
    view.getSlotsList()
        .forEach(slot -> measured(slot.getSlot(), MetricsCodec.fromMessage(slot.getMetrics())));
    if (view.hasThrown()) {
      threw(ThrownByUser.fromMessage(view.getThrown()));
    }
    stands(view.getStatus());
  }

  /** A stream that failed can be resumed by somebody who has mended what it stumbled over. */
  @Override
  void suspended(String id) {
    if (endless) {
      LOG.warn(
          "Job {} is suspended with its last checkpoint; 'millrace resume' or 'millrace cancel'"
              + " says what becomes of it",
          id);
      end(State.FAILED);
      return;
    }
    try {
      ask(JobAction.JOB_ACTION_CANCEL);
    } catch (IOException e) {
      LOG.warn("Job {} has failed and could not be cancelled: {}", id, e.getMessage());
      end(State.FAILED);
    }
  }

  @Override
  void ask(JobAction action) throws IOException {
    if (!getState().isTerminal()) {
      client.change(job, action, UUID.randomUUID().toString());
    }
  }

  @Override
  void letGo() {
    synchronized (this) {
      left = true;
    }
    client.close();
  }
}
