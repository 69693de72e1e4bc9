package io.millrace.runners.distributed.coordinator;

import io.millrace.cluster.v1.Complete;
import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.JobIdentity;
import io.millrace.cluster.v1.JobSettings;
import io.millrace.cluster.v1.LogRecord;
import io.millrace.cluster.v1.SavepointAsked;
import io.millrace.cluster.v1.SavepointEnded;
import io.millrace.cluster.v1.Trigger;
import io.millrace.runners.distributed.checkpoint.CheckpointStore;
import io.millrace.runners.distributed.checkpoint.Manifest;
import io.millrace.runners.distributed.checkpoint.SavepointDirectory;
import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.log.CoordinationLog;
import io.millrace.runners.distributed.log.JobHistory;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Scope;
import io.millrace.runners.distributed.machine.StoreCalls;
import io.millrace.runners.distributed.worker.Cut;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the checkpoints of a job, one at a time: begins one, gives it up if it takes too long, has
 * the log say that it is complete, tells the slots, and begins the next.
 */
final class CheckpointRounds {

  private static final long MILLI = 1_000_000;

  /**
   * How often at least a checkpoint is made of a job that is being drained: it waits for the last.
   */
  private static final long DRAINING_INTERVAL = 100 * MILLI;

  /** How often a savepoint is tried. */
  private static final int SAVEPOINT_TRIES = 3;

  /** What making checkpoints needs of the job. */
  interface Job {

    /** Whether an attempt is the one that is executed now, and all its slots work. */
    boolean isRunning(Attempt attempt);

    /** The attempt of a number, unless it is over. */
    Optional<Attempt> attempt(long number);

    /** Whether sources were told to stop, so that the end of the job waits for checkpoints. */
    boolean isDraining();

    /** Something that people should see when they ask how the job is. */
    void note(String message);

    /** A checkpoint is complete: the job gets on. */
    void advanced();

    /** The attempt must be given up. */
    void trouble(String cause);

    /** What is to be kept next of an attempt: a checkpoint, or a savepoint that was asked for. */
    Cut next(Attempt attempt, long checkpoint);

    /** Whether an attempt is to be replaced by one with another number of slots, if that can be. */
    boolean isToBeRescaled(Attempt attempt);

    /** The job goes on with another number of slots, from the checkpoint that is complete. */
    void rescale();

    /**
     * The log says that the savepoint is there.
     *
     * @param made what is in it
     */
    void savepointMade(Manifest made);
  }

  private final JobIdentity identity;
  private final Job job;
  private final Cluster cluster;
  private final Scope scope;
  private final CoordinationLog log;
  private final JobHistory history;
  private final KeptCheckpoints kept;
  private @Nullable CheckpointRound round;
  private long last;
  private int givenUp;
  private int savepointTries;

  /** Whether the log does not say yet that the savepoint will not be there. */
  private boolean endingWithout;

  CheckpointRounds(
      JobIdentity identity,
      Job job,
      Cluster cluster,
      Scope scope,
      CoordinationLog log,
      JobHistory history,
      KeptCheckpoints kept) {
    this.identity = identity;
    this.job = job;
    this.cluster = cluster;
    this.scope = scope;
    this.log = log;
    this.history = history;
    this.kept = kept;
  }

  private Context context() {
    return scope.context();
  }

  private JobSettings settings() {
    return identity.getSettings();
  }

  /** The number of the checkpoint that was begun last. */
  long last() {
    return last;
  }

  /** Says up to which number checkpoints may have been begun by whoever coordinated before. */
  void last(long checkpoint) {
    last = Math.max(last, checkpoint);
  }

  /** All slots of an attempt work: the first of its checkpoints is due after the interval. */
  void running(Attempt attempt) {
    triggerAfter(attempt, isAwaited(attempt) ? pauseNanos() : intervalNanos());
  }

  /** Whether somebody waits for what is kept next. */
  private boolean isAwaited(Attempt attempt) {
    return history.savepointToMake().isPresent() || job.isToBeRescaled(attempt);
  }

  /** The job has begun to be drained. */
  void draining(Attempt attempt) {
    triggerAfter(attempt, intervalNanos());
  }

  /**
   * The attempt is over, and another one follows. What the log may say by now is still to be found
   * out.
   */
  void stopped() {
    CheckpointRound current = round;
    letGo();
    if (current != null && !current.deciding && current.cut.isSavepoint()) {
      giveUpSavepoint(current, "the job was restarted meanwhile");
    }
  }

  /**
   * The attempt is over, and none follows for now. The log says what that means for a savepoint.
   */
  void letGo() {
    if (round != null && !round.deciding) {
      round = null;
    }
  }

  /** A savepoint was asked for: no try of an earlier one counts for it. */
  void savepointAsked() {
    savepointTries = 0;
  }

  /** Something is to be kept before the next checkpoint is due. */
  void soon(Attempt attempt) {
    triggerAfter(attempt, 1);
  }

  private void triggerAfter(Attempt attempt, long delayNanos) {
    attempt.scope.after(delayNanos, () -> trigger(attempt));
  }

  /** Begins a checkpoint of an attempt, if it is running and none is being made. */
  void trigger(Attempt attempt) {
    if (!job.isRunning(attempt) || round != null || history.isStopping()) {
      return;
    }
    if (endingWithout) {
      // it would be tried once more, and have two outcomes
      triggerAfter(attempt, pauseNanos());
      return;
    }
    long checkpoint = ++last;
    Cut cut = job.next(attempt, checkpoint);
    CheckpointRound begun =
        new CheckpointRound(cut, attempt.number, attempt.nodes.size(), attempt.isDrained());
    round = begun;
    context().trace("checkpoint.triggered", checkpoint, attempt.number);
    attempt.toAll(
        cluster,
        ControlFrame.newBuilder()
            .setTrigger(
                Trigger.newBuilder()
                    .setJob(identity.getJob())
                    .setAttempt(attempt.number)
                    .setCheckpoint(checkpoint)
                    .setByKey(cut.byKey())
                    .setSavepoint(cut.savepoint())));
    attempt.scope.after(
        settings().getCheckpointTimeoutMs() * MILLI,
        () -> {
          if (round == begun && !begun.deciding) {
            giveUp(begun, "it took too long");
          }
        });
  }

  private void giveUp(CheckpointRound given, String cause) {
    round = null;
    if (given.cut.isSavepoint()) {
      giveUpSavepoint(given, cause);
      job.attempt(given.attempt).ifPresent(attempt -> triggerAfter(attempt, pauseNanos()));
      return;
    }
    context().trace("checkpoint.given-up", given.checkpoint);
    String message = "checkpoint " + given.checkpoint + " was given up: " + cause;
    job.note(message);
    Optional<Attempt> attempt = job.attempt(given.attempt);
    if (attempt.isEmpty()) {
      return;
    }
    if (++givenUp > settings().getCheckpointFailuresTolerated()) {
      givenUp = 0;
      job.trouble(message);
    } else {
      triggerAfter(attempt.get(), pauseNanos());
    }
  }

  /** A savepoint is tried again some times. That it was not made does no harm to the job. */
  private void giveUpSavepoint(CheckpointRound given, String cause) {
    tellNotMade(given, cause);
    boolean last = ++savepointTries >= SAVEPOINT_TRIES;
    if (last) {
      endWithout(cause);
    }
  }

  private void tellNotMade(CheckpointRound given, String cause) {
    context().trace("savepoint.given-up", given.checkpoint);
    String message = "savepoint " + given.cut.savepoint() + " could not be made: " + cause;
    context().alarm("job " + identity.getJob() + ": " + message);
    job.note(message);
  }

  private void endWithout(String cause) {
    savepointTries = 0;
    endingWithout = true;
    endSavepoint(cause, 0, record -> endingWithout = false);
  }

  /**
   * A job must not end with what an earlier try has written: it went on, and whoever begins there
   * would repeat what sinks have committed since.
   */
  private void giveUpEnding(CheckpointRound given) {
    round = null;
    String cause =
        "an earlier try was interrupted when it was written, and the job has gone on since; ask"
            + " for one in another directory";
    tellNotMade(given, cause);
    endWithout(cause);
    job.attempt(given.attempt).ifPresent(attempt -> triggerAfter(attempt, pauseNanos()));
  }

  private void endSavepoint(String cause, long checkpoint, Consumer<LogRecord> then) {
    int number = history.savepoint().map(SavepointAsked::getNumber).orElse(0);
    log.append(
        () ->
            LogRecord.newBuilder()
                .setSavepointEnded(
                    SavepointEnded.newBuilder()
                        .setNumber(number)
                        .setCause(cause)
                        .setCheckpoint(checkpoint)),
        then);
  }

  /** A slot could not keep its part of a savepoint. */
  void notKept(long checkpoint, String cause) {
    CheckpointRound current = round;
    if (current != null
        && current.checkpoint == checkpoint
        && current.cut.isSavepoint()
        && !current.deciding) {
      giveUp(current, cause);
    }
  }

  private void publishSavepoint(CheckpointRound current, Manifest manifest) {
    new SavepointDirectory(
            current.cut.savepoint(), new StoreCalls(scope, cluster.settings().checkpointRetries()))
        .publish(
            manifest,
            published -> {
              if (round != current) {
                return;
              }
              if (published instanceof SavepointDirectory.Published.Failed failed) {
                giveUp(current, failed.cause());
                return;
              }
              if (published instanceof SavepointDirectory.Published.Earlier
                  && history.savepoint().map(SavepointAsked::getStop).orElse(false)) {
                giveUpEnding(current);
                return;
              }
              current.deciding = true;
              Manifest made =
                  published instanceof SavepointDirectory.Published.Earlier earlier
                      ? earlier.manifest()
                      : manifest;
              endSavepoint("", made.checkpoint(), record -> savepointMade(current, made));
            });
  }

  private void savepointMade(CheckpointRound current, Manifest made) {
    round = null;
    savepointTries = 0;
    context().trace("savepoint.complete", current.checkpoint, current.attempt);
    job.savepointMade(made);
    Optional<Attempt> attempt = job.attempt(current.attempt);
    if (attempt.isEmpty()) {
      return;
    }
    if (history.isStopping()) {
      tellComplete(attempt.get(), current, true);
    } else {
      triggerAfter(attempt.get(), pauseNanos());
    }
  }

  private long intervalNanos() {
    long interval = settings().getCheckpointIntervalMs() * MILLI;
    return job.isDraining() ? Math.min(DRAINING_INTERVAL, interval) : interval;
  }

  private long pauseNanos() {
    return Math.max(1, settings().getCheckpointMinPauseMs()) * MILLI;
  }

  /** A slot of the attempt that is executed now has kept its part of a checkpoint. */
  void kept(int slot, long checkpoint, List<StateFile> files, boolean byKey) {
    CheckpointRound current = round;
    if (current == null || current.checkpoint != checkpoint || !current.kept(slot, files, byKey)) {
      return;
    }
    boolean savepoint = current.cut.isSavepoint();
    Manifest manifest =
        new Manifest(
            identity.getJob(),
            checkpoint,
            current.attempt,
            current.files(),
            current.isByKey(),
            savepoint ? identity.getStagesList() : List.of());
    if (savepoint) {
      publishSavepoint(current, manifest);
      return;
    }
    if (!kept.covers(manifest)) {
      giveUp(current, "a slot named a file of a checkpoint that is not kept any more");
      return;
    }
    kept.publish(
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
    givenUp = 0;
    job.advanced();
    context().trace("checkpoint.complete", current.checkpoint, current.attempt);
    kept.completed(restorable);
    job.attempt(current.attempt)
        .ifPresent(
            attempt -> {
              if (!current.last && restorable.manifest().byKey() && job.isToBeRescaled(attempt)) {
                // who goes on from it makes visible what belongs to it
                job.rescale();
              } else {
                tellComplete(attempt, current, current.last);
              }
            });
  }

  private void tellComplete(Attempt attempt, CheckpointRound complete, boolean last) {
    attempt.applying(complete.checkpoint);
    if (last) {
      attempt.last = complete.checkpoint;
    }
    attempt.toAll(
        cluster,
        ControlFrame.newBuilder()
            .setComplete(
                Complete.newBuilder()
                    .setJob(identity.getJob())
                    .setAttempt(attempt.number)
                    .setCheckpoint(complete.checkpoint)));
    kept.sweepSometimes(attempt.number);
    if (!last) {
      long pause = pauseNanos();
      triggerAfter(
          attempt,
          attempt.isDrained() || isAwaited(attempt) ? pause : Math.max(pause, intervalNanos()));
    }
  }
}
