package io.millrace.runners.distributed.coordinator;

import io.millrace.cluster.v1.Cancel;
import io.millrace.cluster.v1.CheckpointComplete;
import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.Deploy;
import io.millrace.cluster.v1.Drain;
import io.millrace.cluster.v1.Failed;
import io.millrace.cluster.v1.FailureKind;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobEnded;
import io.millrace.cluster.v1.JobIdentity;
import io.millrace.cluster.v1.JobOutcome;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.LogRecord;
import io.millrace.cluster.v1.Resumed;
import io.millrace.cluster.v1.Run;
import io.millrace.cluster.v1.SinkApplied;
import io.millrace.cluster.v1.SlotReport;
import io.millrace.cluster.v1.StopSources;
import io.millrace.cluster.v1.Suspended;
import io.millrace.cluster.v1.Undeploy;
import io.millrace.runners.distributed.checkpoint.CheckpointStore;
import io.millrace.runners.distributed.checkpoint.FileEntries;
import io.millrace.runners.distributed.log.CoordinationLog;
import io.millrace.runners.distributed.log.JobHistory;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Retries;
import io.millrace.runners.distributed.machine.Scope;
import io.millrace.runners.distributed.machine.StateHash;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The life of one job, from the reading of its log to its end: attempts to execute it, what follows
 * when one fails, and what people ask for. Its checkpoints are made by {@link CheckpointRounds}.
 */
final class JobMaster implements CheckpointRounds.Job {

  private static final long MILLI = 1_000_000;
  private static final Retries RESTARTS = Retries.forever(200 * MILLI, 10_000 * MILLI);

  private final String directory;
  private final JobIdentity identity;
  private final Cluster cluster;
  private final Scope scope;
  private final JobHistory history;
  private final CoordinationLog log;
  private final KeptCheckpoints kept;
  private final CheckpointRounds rounds;
  private final RestartTracker userFailures;

  /** What people asked for while it was not known how the job stands, with their requests. */
  private final EnumMap<JobAction, String> asked = new EnumMap<>(JobAction.class);

  private JobState state = JobState.RECOVERING;
  private String message = "";
  private @Nullable Attempt attempt;
  private long attempts;
  private int troubles;
  private boolean ending;

  JobMaster(String directory, JobIdentity identity, Cluster cluster, Scope scope) {
    this.directory = directory;
    this.identity = identity;
    this.cluster = cluster;
    this.scope = scope;
    this.history = new JobHistory(identity.getSettings().getCheckpointsRetained());
    this.log =
        new CoordinationLog(
            directory,
            cluster.node(),
            scope,
            cluster.settings().patientRetries(),
            history,
            cluster::deposed);
    this.userFailures = new RestartTracker(identity.getSettings().getRestart());
    this.kept = new KeptCheckpoints(directory, identity, cluster.settings(), scope);
    this.rounds = new CheckpointRounds(identity, this, cluster, scope, log, kept);
  }

  private Context context() {
    return scope.context();
  }

  JobIdentity identity() {
    return identity;
  }

  String directory() {
    return directory;
  }

  JobState state() {
    return state;
  }

  JobStatus status() {
    List<CheckpointComplete> complete = history.checkpoints();
    return JobStatus.newBuilder()
        .setJob(identity.getJob())
        .setState(state.name())
        .setMessage(message)
        .setEnded(state.isEnd())
        .setCheckpoint(complete.isEmpty() ? 0 : complete.get(0).getCheckpoint())
        .build();
  }

  // ---- From the log to the first attempt

  /** Reads the log, and wins it unless the job is over. */
  void recover() {
    log.read(
        () -> {
          if (history.outcome().isPresent()) {
            JobOutcome outcome = history.outcome().get();
            kept.read(history.checkpoints(), () -> over(outcome));
            return;
          }
          cluster.accept(
              identity.getJob(), directory, () -> log.fence(cluster.generation(), this::fenced));
        });
  }

  private void fenced() {
    List<CheckpointComplete> complete = history.checkpoints();
    // a record that cannot be read may have been of a checkpoint: its number is not used again
    long newest = complete.isEmpty() ? 0 : complete.get(0).getCheckpoint();
    rounds.last(newest + log.unreadable());
    kept.read(complete, this::begin);
  }

  private void begin() {
    if (history.isCancelled()) {
      end(JobOutcome.JOB_OUTCOME_CANCELLED);
    } else if (history.suspendedBecause().isPresent()) {
      state = JobState.SUSPENDED;
      message = history.suspendedBecause().get();
    } else {
      waitForSlots();
    }
    followWhatWasAsked();
  }

  // ---- Attempts

  /** To be called whenever there may be slots. */
  void slotsFreed() {
    if (state == JobState.WAITING_FOR_SLOTS) {
      waitForSlots();
    }
  }

  private void waitForSlots() {
    state = JobState.WAITING_FOR_SLOTS;
    if (ending) {
      return;
    }
    var newest = kept.newest();
    if (newest.isEmpty() && !history.checkpoints().isEmpty()) {
      String cause = "none of its kept checkpoints can be restored";
      context().alarm("job " + identity.getJob() + " is suspended: " + cause);
      suspend(cause);
      return;
    }
    int wanted = identity.getParallelism();
    cluster
        .workers()
        .take(wanted)
        .ifPresentOrElse(
            nodes -> deploy(nodes, newest.orElse(null)),
            () ->
                message =
                    String.format(
                        "needs %d slots, %d are free on %d workers",
                        wanted, cluster.workers().free(), cluster.workers().size()));
  }

  private void deploy(List<String> nodes, CheckpointStore.@Nullable Restorable from) {
    state = JobState.DEPLOYING;
    long number = (cluster.generation() << 32) + ++attempts;
    List<Workers.Worker> workers =
        nodes.stream().map(node -> cluster.workers().named(node).orElseThrow()).toList();
    long restored = from == null ? 0 : from.record().getCheckpoint();
    Attempt current = new Attempt(number, nodes, workers, restored, scope.another());
    attempt = current;
    current.applying(restored);
    message = "attempt " + number + " from checkpoint " + restored + kept.passedOver(restored);
    context().trace("attempt.deployed", number, restored);
    for (int slot = 0; slot < nodes.size(); slot++) {
      Deploy.Builder deploy =
          Deploy.newBuilder()
              .setJob(identity.getJob())
              .setDirectory(directory)
              .setAttempt(number)
              .setSlot(slot)
              .addAllWorkers(nodes)
              .setPayload(identity.getPayload())
              .setRestoredCheckpoint(restored)
              .setStopSources(history.isDraining());
      if (from != null) {
        from.manifest()
            .slots()
            .get(slot)
            .forEach(file -> deploy.addRestoredFiles(FileEntries.toMessage(file)));
      }
      cluster.send(workers.get(slot), ControlFrame.newBuilder().setDeploy(deploy));
    }
    current.scope.after(
        cluster.settings().deployNanos(),
        () -> {
          if (state == JobState.DEPLOYING) {
            trouble("its slots did not stand in time");
          }
        });
  }

  /** A worker is gone, and what it had with it. */
  void lost(Workers.Worker worker) {
    if (attempt != null && attempt.uses(worker)) {
      trouble("worker " + worker.peer.node() + " is gone");
    }
  }

  /** Something other than user code has failed: the job is restarted, however often. */
  @Override
  public void trouble(String cause) {
    troubles++;
    restartAfter(RESTARTS.delayNanos(troubles, context()), cause);
  }

  private void restartAfter(long delayNanos, String cause) {
    stopAttempt();
    state = JobState.RESTARTING;
    message = "restarted: " + cause;
    context().trace("attempt.failed", attempts, delayNanos);
    scope.after(delayNanos, this::restart);
  }

  private void restart() {
    if (state != JobState.RESTARTING) {
      return;
    }
    // while a record is under way nobody knows which checkpoint is the newest
    if (log.isWriting()) {
      scope.after(10 * MILLI, this::restart);
      return;
    }
    waitForSlots();
  }

  private void stopAttempt() {
    if (attempt == null) {
      return;
    }
    Attempt stopped = attempt;
    attempt = null;
    rounds.stopped();
    stopped.toAll(
        cluster,
        ControlFrame.newBuilder()
            .setUndeploy(
                Undeploy.newBuilder().setJob(identity.getJob()).setAttempt(stopped.number)));
    stopped.release();
    cluster.slotsFreed();
  }

  // ---- What slots say

  void report(SlotReport report) {
    Attempt current = attempt;
    int slot = report.getSlot();
    if (current == null
        || report.getAttempt() != current.number
        || slot < 0
        || slot >= current.nodes.size()) {
      context().trace("report.stale", report.getAttempt(), slot);
      return;
    }
    switch (report.getReportCase()) {
      case STARTED -> {
        if (current.started(slot)) {
          run(current);
        }
      }
      case KEPT ->
          rounds.kept(
              slot,
              report.getKept().getCheckpoint(),
              FileEntries.fromMessages(report.getKept().getFilesList()));
      case APPLIED -> applied(current, slot, report.getApplied().getCheckpoint());
      case DRAINED -> {
        if (current.drained(slot)) {
          context().trace("attempt.drained", current.number);
          rounds.trigger(current);
        }
      }
      case FAILED -> failed(current, report.getFailed());
      case REPORT_NOT_SET -> context().alarm("a report of a slot that says nothing");
    }
  }

  private void run(Attempt current) {
    state = JobState.RUNNING;
    context().trace("attempt.running", current.number);
    current.toAll(
        cluster,
        ControlFrame.newBuilder()
            .setRun(Run.newBuilder().setJob(identity.getJob()).setAttempt(current.number)));
    if (history.isDraining()) {
      stopSources(current);
    }
    rounds.running(current);
  }

  private void failed(Attempt current, Failed failed) {
    context().trace("slot.failed", failed.getKindValue());
    if (failed.getKind() == FailureKind.FAILURE_KIND_CHECKPOINT && current.restored > 0) {
      kept.cannotRestore(current.restored, failed.getCause());
      trouble(failed.getCause());
    } else if (failed.getKind() == FailureKind.FAILURE_KIND_USER) {
      OptionalLong delay = userFailures.failed(context());
      if (delay.isPresent()) {
        restartAfter(delay.getAsLong(), failed.getCause());
      } else {
        stopAttempt();
        suspend(failed.getCause());
      }
    } else {
      trouble(failed.getCause());
    }
  }

  private void suspend(String cause) {
    state = JobState.SUSPENDED;
    message = cause;
    log.append(
        () -> LogRecord.newBuilder().setSuspended(Suspended.newBuilder().setCause(cause)),
        record -> {
          context().trace("job.suspended", record.getSlot());
          followWhatWasAsked();
        });
  }

  private void applied(Attempt current, int slot, long checkpoint) {
    if (!current.applied(slot, checkpoint)) {
      return;
    }
    boolean last = current.last == checkpoint;
    log.append(
        () ->
            LogRecord.newBuilder()
                .setSinkApplied(SinkApplied.newBuilder().setCheckpoint(checkpoint)),
        record -> {
          if (last && attempt == current) {
            end(JobOutcome.JOB_OUTCOME_FINISHED);
          }
        });
  }

  // ---- What checkpoints need

  @Override
  public boolean isRunning(Attempt current) {
    return current == attempt && state == JobState.RUNNING;
  }

  @Override
  public boolean isDraining() {
    return history.isDraining();
  }

  @Override
  public Optional<Attempt> attempt(long number) {
    return Optional.ofNullable(attempt).filter(current -> current.number == number);
  }

  @Override
  public void note(String told) {
    message = told;
  }

  @Override
  public void advanced() {
    troubles = 0;
  }

  // ---- What people ask for

  /**
   * Does what is asked, unless it was done before.
   *
   * @param request the same whenever the same is asked again; may be empty
   */
  void command(JobAction action, String request) {
    if (state.isEnd() || ending) {
      return;
    }
    if (state == JobState.RECOVERING) {
      asked.put(action, request);
      return;
    }
    switch (action) {
      case JOB_ACTION_CANCEL -> cancel();
      case JOB_ACTION_DRAIN -> drain();
      case JOB_ACTION_RESUME -> resume(request);
      default -> {}
    }
  }

  private void followWhatWasAsked() {
    Map<JobAction, String> before = new EnumMap<>(asked);
    asked.clear();
    before.forEach(this::command);
  }

  private void cancel() {
    ending = true;
    log.append(
        () -> LogRecord.newBuilder().setCancel(Cancel.getDefaultInstance()),
        record -> end(JobOutcome.JOB_OUTCOME_CANCELLED));
  }

  private void drain() {
    if (history.isDraining()) {
      return;
    }
    log.append(
        () -> LogRecord.newBuilder().setDrain(Drain.getDefaultInstance()),
        record -> {
          if (attempt != null) {
            stopSources(attempt);
            rounds.draining(attempt);
          }
        });
  }

  private void stopSources(Attempt current) {
    current.toAll(
        cluster,
        ControlFrame.newBuilder()
            .setStopSources(
                StopSources.newBuilder().setJob(identity.getJob()).setAttempt(current.number)));
  }

  /** A request that was followed before may come again when the job has been suspended anew. */
  private void resume(String request) {
    if (state != JobState.SUSPENDED || (!request.isEmpty() && history.wasResumedBy(request))) {
      return;
    }
    if (log.isWriting()) {
      asked.put(JobAction.JOB_ACTION_RESUME, request);
      return;
    }
    state = JobState.RECOVERING;
    log.append(
        () -> LogRecord.newBuilder().setResumed(Resumed.newBuilder().setRequest(request)),
        record ->
            kept.readAgain(
                history.checkpoints(),
                () -> {
                  waitForSlots();
                  followWhatWasAsked();
                }));
  }

  // ---- The end

  private void end(JobOutcome outcome) {
    ending = true;
    stopAttempt();
    log.append(
        () ->
            LogRecord.newBuilder()
                .setJobEnded(JobEnded.newBuilder().setJob(identity.getJob()).setOutcome(outcome)),
        record -> over(outcome));
  }

  private void over(JobOutcome outcome) {
    state = outcome == JobOutcome.JOB_OUTCOME_FINISHED ? JobState.FINISHED : JobState.CANCELLED;
    message = "";
    context().trace("job.over", outcome.getNumber());
    // not at once: what slots had under way may still arrive in the store. The cluster forgets the
    // job only then, so that whoever takes over sweeps as well
    scope.after(
        2 * cluster.settings().timeoutNanos(),
        () -> {
          kept.sweepAll();
          cluster.ended(identity.getJob(), outcome);
        });
  }

  long stateHash() {
    StateHash hash =
        new StateHash()
            .add(identity.getJob())
            .add(state.name())
            .add(attempts)
            .add(rounds.last())
            .add(log.nextSlot())
            .add(troubles);
    return hash.value();
  }
}
