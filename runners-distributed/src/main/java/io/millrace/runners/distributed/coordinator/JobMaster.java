package io.millrace.runners.distributed.coordinator;

import io.millrace.cluster.v1.Cancel;
import io.millrace.cluster.v1.CheckpointComplete;
import io.millrace.cluster.v1.Complete;
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
import io.millrace.cluster.v1.Trigger;
import io.millrace.cluster.v1.Undeploy;
import io.millrace.runners.distributed.checkpoint.CheckpointStore;
import io.millrace.runners.distributed.checkpoint.FileEntries;
import io.millrace.runners.distributed.checkpoint.Manifest;
import io.millrace.runners.distributed.checkpoint.Retention;
import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.log.CoordinationLog;
import io.millrace.runners.distributed.log.JobHistory;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Retries;
import io.millrace.runners.distributed.machine.Scope;
import io.millrace.runners.distributed.machine.StateHash;
import io.millrace.runners.distributed.machine.StoreCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The life of one job, from the reading of its log to its end. */
final class JobMaster {

  private static final long MILLI = 1_000_000;
  private static final Retries RESTARTS = Retries.forever(200 * MILLI, 10_000 * MILLI);

  private final String directory;
  private final JobIdentity identity;
  private final Cluster cluster;
  private final Scope scope;
  private final JobHistory history;
  private final CoordinationLog log;
  private final CheckpointStore checkpoints;
  private final Retention retention;
  private final Cleaner cleaner;
  private final RestartTracker userFailures;

  private final TreeSet<Long> bad = new TreeSet<>();
  private JobState state = JobState.RECOVERING;
  private String message = "";
  private @Nullable Attempt attempt;
  private @Nullable CheckpointRound round;
  private long attempts;
  private long lastCheckpoint;
  private int roundsGivenUp;
  private int troubles;
  private boolean ending;

  JobMaster(String directory, JobIdentity identity, Cluster cluster, Scope scope) {
    this.directory = directory;
    this.identity = identity;
    this.cluster = cluster;
    this.scope = scope;
    int retained = identity.getSettings().getCheckpointsRetained();
    this.history = new JobHistory(retained);
    this.log =
        new CoordinationLog(
            directory,
            cluster.node(),
            scope,
            cluster.settings().patientRetries(),
            history,
            cluster::deposed);
    this.checkpoints =
        new CheckpointStore(directory, new StoreCalls(scope, cluster.settings().patientRetries()));
    this.retention = new Retention(retained);
    this.cleaner =
        new Cleaner(
            directory, new StoreCalls(scope, cluster.settings().checkpointRetries()), retention);
    this.userFailures = new RestartTracker(identity.getSettings().getRestart());
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
            readKept(new ArrayList<>(history.checkpoints()), () -> over(outcome));
            return;
          }
          cluster.accept(
              identity.getJob(), directory, () -> log.fence(cluster.generation(), this::fenced));
        });
  }

  private void fenced() {
    List<CheckpointComplete> complete = history.checkpoints();
    // a record that cannot be read may have been of a checkpoint: its number is not used again
    lastCheckpoint = (complete.isEmpty() ? 0 : complete.get(0).getCheckpoint()) + log.unreadable();
    readKept(new ArrayList<>(complete), this::begin);
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
  }

  /** All kept manifests must be known before anything can be deleted. */
  private void readKept(List<CheckpointComplete> left, Runnable then) {
    if (left.isEmpty()) {
      then.run();
      return;
    }
    CheckpointComplete record = left.remove(0);
    checkpoints.read(
        record,
        manifest -> {
          if (manifest.slots().size() == identity.getParallelism()
              && manifest.job().equals(identity.getJob())) {
            retention.restore(new CheckpointStore.Restorable(record, manifest));
          } else {
            cannotRestore(
                record.getCheckpoint(),
                "it is of job " + manifest.job() + " with " + manifest.slots().size() + " slots");
          }
          readKept(left, then);
        },
        cause -> {
          cannotRestore(record.getCheckpoint(), cause);
          readKept(left, then);
        });
  }

  private void cannotRestore(long checkpoint, String cause) {
    if (bad.add(checkpoint)) {
      context()
          .alarm(
              String.format(
                  "checkpoint %d of job %s cannot be restored, the one before is taken; what became "
                      + "visible since then may become visible again: %s",
                  checkpoint, identity.getJob(), cause));
      context().trace("checkpoint.bad", checkpoint);
    }
    retention.forget(checkpoint);
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
    var newest = retention.newest();
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
    message = "attempt " + number + " from checkpoint " + restored;
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

  private void toAll(Attempt current, ControlFrame.Builder frame) {
    current.workers().forEach(worker -> cluster.send(worker, frame));
  }

  /** A worker is gone, and what it had with it. */
  void lost(Workers.Worker worker) {
    if (attempt != null && attempt.uses(worker)) {
      trouble("worker " + worker.peer.node() + " is gone");
    }
  }

  /** Something other than user code has failed: the job is restarted, however often. */
  private void trouble(String cause) {
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
    if (round != null && !round.deciding) {
      round = null;
    }
    toAll(
        stopped,
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
          kept(
              slot,
              report.getKept().getCheckpoint(),
              FileEntries.fromMessages(report.getKept().getFilesList()));
      case APPLIED -> applied(current, slot, report.getApplied().getCheckpoint());
      case DRAINED -> {
        if (current.drained(slot)) {
          context().trace("attempt.drained", current.number);
          trigger(current);
        }
      }
      case FAILED -> failed(current, report.getFailed());
      case REPORT_NOT_SET -> context().alarm("a report of a slot that says nothing");
    }
  }

  private void run(Attempt current) {
    state = JobState.RUNNING;
    context().trace("attempt.running", current.number);
    toAll(
        current,
        ControlFrame.newBuilder()
            .setRun(Run.newBuilder().setJob(identity.getJob()).setAttempt(current.number)));
    if (history.isDraining()) {
      stopSources(current);
    }
    triggerAfter(current, identity.getSettings().getCheckpointIntervalMs() * MILLI);
  }

  private void failed(Attempt current, Failed failed) {
    context().trace("slot.failed", failed.getKindValue());
    if (failed.getKind() == FailureKind.FAILURE_KIND_CHECKPOINT && current.restored > 0) {
      cannotRestore(current.restored, failed.getCause());
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
        record -> context().trace("job.suspended", record.getSlot()));
  }

  // ---- Checkpoints

  private void triggerAfter(Attempt current, long delayNanos) {
    current.scope.after(delayNanos, () -> trigger(current));
  }

  private void trigger(Attempt current) {
    if (current != attempt || state != JobState.RUNNING || round != null) {
      return;
    }
    long checkpoint = ++lastCheckpoint;
    CheckpointRound begun =
        new CheckpointRound(checkpoint, current.number, current.nodes.size(), current.isDrained());
    round = begun;
    context().trace("checkpoint.triggered", checkpoint, current.number);
    toAll(
        current,
        ControlFrame.newBuilder()
            .setTrigger(
                Trigger.newBuilder()
                    .setJob(identity.getJob())
                    .setAttempt(current.number)
                    .setCheckpoint(checkpoint)));
    current.scope.after(
        identity.getSettings().getCheckpointTimeoutMs() * MILLI,
        () -> {
          if (round == begun && !begun.deciding) {
            giveUp(begun, "it took too long");
          }
        });
  }

  private void giveUp(CheckpointRound given, String cause) {
    round = null;
    context().trace("checkpoint.given-up", given.checkpoint);
    message = "checkpoint " + given.checkpoint + " was given up: " + cause;
    Attempt current = attempt;
    if (current == null || current.number != given.attempt) {
      return;
    }
    if (++roundsGivenUp > identity.getSettings().getCheckpointFailuresTolerated()) {
      roundsGivenUp = 0;
      trouble(message);
    } else {
      triggerAfter(current, pauseNanos());
    }
  }

  private long pauseNanos() {
    return Math.max(1, identity.getSettings().getCheckpointMinPauseMs()) * MILLI;
  }

  private void kept(int slot, long checkpoint, List<StateFile> files) {
    CheckpointRound current = round;
    if (current == null || current.checkpoint != checkpoint || !current.kept(slot, files)) {
      return;
    }
    Manifest manifest =
        new Manifest(identity.getJob(), checkpoint, current.attempt, current.files());
    CheckpointStore impatient =
        new CheckpointStore(
            directory, new StoreCalls(scope, cluster.settings().checkpointRetries()));
    impatient.publish(
        manifest,
        published -> {
          if (round != current) {
            return;
          }
          if (published.isEmpty()) {
            giveUp(current, "the store did not take its manifest");
            return;
          }
          decide(current, new CheckpointStore.Restorable(published.get(), manifest));
        });
  }

  private void decide(CheckpointRound current, CheckpointStore.Restorable restorable) {
    current.deciding = true;
    log.append(
        () -> LogRecord.newBuilder().setCheckpointComplete(restorable.record()),
        record -> complete(current, restorable));
  }

  private void complete(CheckpointRound current, CheckpointStore.Restorable restorable) {
    round = null;
    roundsGivenUp = 0;
    troubles = 0;
    context().trace("checkpoint.complete", current.checkpoint, current.attempt);
    cleaner.delete(retention.completed(restorable));
    Attempt running = attempt;
    if (running == null || running.number != current.attempt) {
      return;
    }
    running.applying(current.checkpoint);
    if (current.last) {
      running.last = current.checkpoint;
    }
    toAll(
        running,
        ControlFrame.newBuilder()
            .setComplete(
                Complete.newBuilder()
                    .setJob(identity.getJob())
                    .setAttempt(running.number)
                    .setCheckpoint(current.checkpoint)));
    cleaner.sweepSometimes(running.number);
    if (!current.last) {
      long interval = identity.getSettings().getCheckpointIntervalMs() * MILLI;
      triggerAfter(running, running.isDrained() ? pauseNanos() : Math.max(pauseNanos(), interval));
    }
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

  // ---- What people ask for

  /** Does what is asked, unless it was done before. */
  void command(JobAction action) {
    if (state.isEnd() || ending || state == JobState.RECOVERING) {
      return;
    }
    switch (action) {
      case JOB_ACTION_CANCEL -> cancel();
      case JOB_ACTION_DRAIN -> drain();
      case JOB_ACTION_RESUME -> resume();
      default -> {}
    }
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
          }
        });
  }

  private void stopSources(Attempt current) {
    toAll(
        current,
        ControlFrame.newBuilder()
            .setStopSources(
                StopSources.newBuilder().setJob(identity.getJob()).setAttempt(current.number)));
  }

  private void resume() {
    if (state != JobState.SUSPENDED || log.isWriting()) {
      return;
    }
    state = JobState.RECOVERING;
    log.append(
        () -> LogRecord.newBuilder().setResumed(Resumed.getDefaultInstance()),
        record -> {
          // somebody may have mended the store since
          bad.clear();
          readKept(new ArrayList<>(history.checkpoints()), this::waitForSlots);
        });
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
    // job
    // only then, so that whoever takes over sweeps as well
    scope.after(
        2 * cluster.settings().timeoutNanos(),
        () -> {
          cleaner.sweep(Long.MAX_VALUE);
          cluster.ended(identity.getJob(), outcome);
        });
  }

  long stateHash() {
    StateHash hash =
        new StateHash()
            .add(identity.getJob())
            .add(state.name())
            .add(attempts)
            .add(lastCheckpoint)
            .add(log.nextSlot())
            .add(troubles);
    return hash.value();
  }
}
