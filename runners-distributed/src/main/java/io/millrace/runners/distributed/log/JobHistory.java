package io.millrace.runners.distributed.log;

import io.millrace.cluster.v1.CheckpointComplete;
import io.millrace.cluster.v1.JobOutcome;
import io.millrace.cluster.v1.LogRecord;
import io.millrace.cluster.v1.SavepointAsked;
import io.millrace.cluster.v1.SavepointEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How a job stands, after all records of its log. */
public final class JobHistory implements History {

  private final int retained;
  private final TreeMap<Long, LogRecord> checkpoints = new TreeMap<>();
  private @Nullable LogRecord applied;
  private @Nullable LogRecord cancel;
  private @Nullable LogRecord drain;
  private @Nullable LogRecord suspended;
  private @Nullable LogRecord resumed;
  private @Nullable LogRecord savepointAsked;
  private @Nullable LogRecord savepointEnded;
  private @Nullable LogRecord rescaled;
  private @Nullable LogRecord ended;

  /**
   * A history without records.
   *
   * @param retained how many complete checkpoints are kept
   */
  public JobHistory(int retained) {
    this.retained = retained;
  }

  @Override
  public void add(LogRecord record) {
    switch (record.getKindCase()) {
      case TRUNCATE -> {
        checkpoints.clear();
        applied = null;
        cancel = null;
        drain = null;
        suspended = null;
        resumed = null;
        savepointAsked = null;
        savepointEnded = null;
        rescaled = null;
        ended = null;
        record.getTruncate().getLiveList().forEach(this::add);
      }
      case CHECKPOINT_COMPLETE -> {
        checkpoints.put(record.getCheckpointComplete().getCheckpoint(), record);
        if (checkpoints.size() > retained) {
          checkpoints.pollFirstEntry();
        }
      }
      case SINK_APPLIED -> applied = record;
      case CANCEL -> cancel = record;
      case DRAIN -> drain = record;
      case SUSPENDED -> {
        suspended = record;
        endSavepoint(record, "the job was suspended: " + record.getSuspended().getCause());
      }
      case RESUMED -> {
        suspended = null;
        resumed = record;
      }
      case SAVEPOINT_ASKED -> {
        savepointAsked = record;
        savepointEnded = null;
      }
      case SAVEPOINT_ENDED -> savepointEnded = record;
      case RESCALED -> rescaled = record;
      case JOB_ENDED -> {
        ended = record;
        endSavepoint(record, "the job was over before it was made: " + wordOf(record));
      }
      default -> {}
    }
  }

  /** A savepoint that is still to be made when the job stops will not be made any more. */
  private void endSavepoint(LogRecord because, String cause) {
    savepointToMake()
        .ifPresent(
            asked ->
                savepointEnded =
                    because.toBuilder()
                        .setSavepointEnded(
                            SavepointEnded.newBuilder()
                                .setNumber(asked.getNumber())
                                .setCause(cause))
                        .build());
  }

  private static String wordOf(LogRecord end) {
    return switch (end.getJobEnded().getOutcome()) {
      case JOB_OUTCOME_FINISHED -> "it has finished";
      case JOB_OUTCOME_CANCELLED -> "it was cancelled";
      case JOB_OUTCOME_STOPPED -> "it was stopped";
      case JOB_OUTCOME_UNSPECIFIED, UNRECOGNIZED -> "nobody knows how";
    };
  }

  @Override
  public List<LogRecord> live() {
    List<LogRecord> live = new ArrayList<>(checkpoints.values());
    // in the order in which they were won: a job may be resumed and suspended again
    for (LogRecord record :
        new LogRecord[] {
          applied,
          cancel,
          drain,
          resumed,
          suspended,
          savepointAsked,
          savepointEnded,
          rescaled,
          ended
        }) {
      if (record != null) {
        live.add(record);
      }
    }
    return live;
  }

  /** The complete checkpoints that are kept, the newest first. */
  public List<CheckpointComplete> checkpoints() {
    return checkpoints.descendingMap().values().stream()
        .map(LogRecord::getCheckpointComplete)
        .toList();
  }

  /** The newest checkpoint that is known to be applied, or 0. */
  public long applied() {
    return applied == null ? 0 : applied.getSinkApplied().getCheckpoint();
  }

  /** Whether somebody cancelled it. */
  public boolean isCancelled() {
    return cancel != null;
  }

  /** Whether its sources are to stop. */
  public boolean isDraining() {
    return drain != null;
  }

  /** Why it is suspended, if it is. */
  public Optional<String> suspendedBecause() {
    return Optional.ofNullable(suspended).map(record -> record.getSuspended().getCause());
  }

  /** Whether it was resumed because of a request, and of no other one since. */
  public boolean wasResumedBy(String request) {
    return resumed != null && resumed.getResumed().getRequest().equals(request);
  }

  /** The savepoint that was asked for last. */
  public Optional<SavepointAsked> savepoint() {
    return Optional.ofNullable(savepointAsked).map(LogRecord::getSavepointAsked);
  }

  /** What became of the savepoint that was asked for last, if that is decided. */
  public Optional<SavepointEnded> savepointEnded() {
    return Optional.ofNullable(savepointEnded).map(LogRecord::getSavepointEnded);
  }

  /** The savepoint that is still to be made. */
  public Optional<SavepointAsked> savepointToMake() {
    return savepointEnded == null ? savepoint() : Optional.empty();
  }

  /** Whether it ends with a savepoint that is there: nothing but that is to become visible. */
  public boolean isStopping() {
    return savepoint().map(SavepointAsked::getStop).orElse(false)
        && savepointEnded().map(made -> made.getCause().isEmpty()).orElse(false);
  }

  /** How many slots it is to have, if that was changed. */
  public OptionalInt parallelism() {
    return rescaled == null
        ? OptionalInt.empty()
        : OptionalInt.of(rescaled.getRescaled().getParallelism());
  }

  /** Whether its number of slots was changed because of a request, and of no other one since. */
  public boolean wasRescaledBy(String request) {
    return rescaled != null && rescaled.getRescaled().getRequest().equals(request);
  }

  /** How it ended, if it has. */
  public Optional<JobOutcome> outcome() {
    return Optional.ofNullable(ended).map(record -> record.getJobEnded().getOutcome());
  }
}
