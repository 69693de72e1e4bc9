package io.millrace.runners.distributed.coordinator;

import io.millrace.cluster.v1.CheckpointComplete;
import io.millrace.cluster.v1.JobIdentity;
import io.millrace.runners.distributed.checkpoint.CheckpointStore;
import io.millrace.runners.distributed.checkpoint.Manifest;
import io.millrace.runners.distributed.checkpoint.Retention;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.machine.Scope;
import io.millrace.runners.distributed.machine.StoreCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The checkpoints of a job that its log says are complete: which of them can be restored, and what
 * is deleted because none of them needs it.
 */
final class KeptCheckpoints {

  private final JobIdentity identity;
  private final Scope scope;
  private final CheckpointStore patient;
  private final CheckpointStore impatient;
  private final Retention retention;
  private final Cleaner cleaner;

  /** Those that cannot be restored, and why. */
  private final TreeMap<Long, String> bad = new TreeMap<>();

  KeptCheckpoints(String directory, JobIdentity identity, ClusterSettings settings, Scope scope) {
    this.identity = identity;
    this.scope = scope;
    StoreCalls soon = new StoreCalls(scope, settings.checkpointRetries());
    this.patient = new CheckpointStore(directory, new StoreCalls(scope, settings.patientRetries()));
    this.impatient = new CheckpointStore(directory, soon);
    this.retention = new Retention(identity.getSettings().getCheckpointsRetained());
    this.cleaner = new Cleaner(directory, soon, retention);
  }

  /** Reads their manifests: all must be known before anything can be deleted. */
  void read(List<CheckpointComplete> records, Runnable then) {
    readNext(new ArrayList<>(records), then);
  }

  /** Reads them as if none had ever been found bad: somebody may have mended the store since. */
  void readAgain(List<CheckpointComplete> records, Runnable then) {
    bad.clear();
    read(records, then);
  }

  private void readNext(List<CheckpointComplete> left, Runnable then) {
    if (left.isEmpty()) {
      then.run();
      return;
    }
    CheckpointComplete record = left.remove(0);
    patient.read(
        record,
        manifest -> {
          if (!manifest.slots().isEmpty() && manifest.job().equals(identity.getJob())) {
            retention.restore(new CheckpointStore.Restorable(record, manifest));
          } else {
            cannotRestore(
                record.getCheckpoint(),
                "it is of job " + manifest.job() + " with " + manifest.slots().size() + " slots");
          }
          readNext(left, then);
        },
        cause -> {
          cannotRestore(record.getCheckpoint(), cause);
          readNext(left, then);
        });
  }

  /** Never takes a checkpoint again, and says so aloud: the one before is restored instead. */
  void cannotRestore(long checkpoint, String cause) {
    if (bad.putIfAbsent(checkpoint, cause) == null) {
      scope
          .context()
          .alarm(
              String.format(
                  "checkpoint %d of job %s cannot be restored, the one before is taken; what became "
                      + "visible since then may become visible again: %s",
                  checkpoint, identity.getJob(), cause));
      scope.context().trace("checkpoint.bad", checkpoint);
    }
    retention.forget(checkpoint);
  }

  /** What users should know who look at an attempt from a checkpoint; empty if there is nothing. */
  String passedOver(long restored) {
    StringBuilder told = new StringBuilder();
    bad.tailMap(restored, false)
        .forEach(
            (checkpoint, cause) ->
                told.append("; checkpoint ")
                    .append(checkpoint)
                    .append(" cannot be restored: ")
                    .append(cause));
    return told.toString();
  }

  /** The newest that can be restored, so far as is known. */
  Optional<CheckpointStore.Restorable> newest() {
    return retention.newest();
  }

  /** Whether no file that a new checkpoint names can have been deleted. */
  boolean covers(Manifest manifest) {
    return retention.covers(manifest);
  }

  /**
   * Writes the manifest of a checkpoint that the log does not know yet.
   *
   * @param then told what the log has to say, or nothing if the store has failed
   */
  void publish(Manifest manifest, Consumer<Optional<CheckpointComplete>> then) {
    impatient.publish(manifest, then);
  }

  /** Takes in a checkpoint that the log says is complete, and lets go of the oldest. */
  void completed(CheckpointStore.Restorable checkpoint) {
    cleaner.delete(retention.completed(checkpoint));
  }

  /** Now and then looks for what attempts before the given one have left behind. */
  void sweepSometimes(long attempt) {
    cleaner.sweepSometimes(attempt);
  }

  /** Looks for what any attempt has left behind: there is none any more. */
  void sweepAll() {
    cleaner.sweep(Long.MAX_VALUE);
  }
}
