package io.millrace.runners.distributed.coordinator;

import io.millrace.cluster.v1.Complete;
import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.JobIdentity;
import io.millrace.cluster.v1.JobSettings;
import io.millrace.cluster.v1.LogRecord;
import io.millrace.cluster.v1.Trigger;
import io.millrace.runners.distributed.checkpoint.CheckpointStore;
import io.millrace.runners.distributed.checkpoint.Manifest;
import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.log.CoordinationLog;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Scope;
import java.util.List;
import java.util.Optional;
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
  }

  private final JobIdentity identity;
  private final Job job;
  private final Cluster cluster;
  private final Scope scope;
  private final CoordinationLog log;
  private final KeptCheckpoints kept;
  private @Nullable CheckpointRound round;
  private long last;
  private int givenUp;

  CheckpointRounds(
      JobIdentity identity,
      Job job,
      Cluster cluster,
      Scope scope,
      CoordinationLog log,
      KeptCheckpoints kept) {
    this.identity = identity;
    this.job = job;
    this.cluster = cluster;
    this.scope = scope;
    this.log = log;
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
    last = checkpoint;
  }

  /** All slots of an attempt work: the first of its checkpoints is due after the interval. */
  void running(Attempt attempt) {
    triggerAfter(attempt, intervalNanos());
  }

  /** The job has begun to be drained. */
  void draining(Attempt attempt) {
    triggerAfter(attempt, intervalNanos());
  }

  /** The attempt is over. What the log may say by now is still to be found out. */
  void stopped() {
    if (round != null && !round.deciding) {
      round = null;
    }
  }

  private void triggerAfter(Attempt attempt, long delayNanos) {
    attempt.scope.after(delayNanos, () -> trigger(attempt));
  }

  /** Begins a checkpoint of an attempt, if it is running and none is being made. */
  void trigger(Attempt attempt) {
    if (!job.isRunning(attempt) || round != null) {
      return;
    }
    long checkpoint = ++last;
    CheckpointRound begun =
        new CheckpointRound(checkpoint, attempt.number, attempt.nodes.size(), attempt.isDrained());
    round = begun;
    context().trace("checkpoint.triggered", checkpoint, attempt.number);
    attempt.toAll(
        cluster,
        ControlFrame.newBuilder()
            .setTrigger(
                Trigger.newBuilder()
                    .setJob(identity.getJob())
                    .setAttempt(attempt.number)
                    .setCheckpoint(checkpoint)));
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

  private long intervalNanos() {
    long interval = settings().getCheckpointIntervalMs() * MILLI;
    return job.isDraining() ? Math.min(DRAINING_INTERVAL, interval) : interval;
  }

  private long pauseNanos() {
    return Math.max(1, settings().getCheckpointMinPauseMs()) * MILLI;
  }

  /** A slot of the attempt that is executed now has kept its part of a checkpoint. */
  void kept(int slot, long checkpoint, List<StateFile> files) {
    CheckpointRound current = round;
    if (current == null || current.checkpoint != checkpoint || !current.kept(slot, files)) {
      return;
    }
    Manifest manifest =
        new Manifest(identity.getJob(), checkpoint, current.attempt, current.files());
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
    job.attempt(current.attempt).ifPresent(attempt -> tellComplete(attempt, current));
  }

  private void tellComplete(Attempt attempt, CheckpointRound complete) {
    attempt.applying(complete.checkpoint);
    if (complete.last) {
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
    if (!complete.last) {
      long pause = pauseNanos();
      triggerAfter(attempt, attempt.isDrained() ? pause : Math.max(pause, intervalNanos()));
    }
  }
}
