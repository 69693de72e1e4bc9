package io.millrace.runners.core.host;

import io.millrace.runners.core.batch.BatchPool;
import io.millrace.runners.core.store.StateStore;
import io.millrace.sdk.metrics.MetricsContainer;
import io.millrace.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** Everything that one task of a stage gets from its host. Called only by the task's thread. */
public interface StageEnv {

  /** The options that the pipeline runs with. */
  PipelineOptions options();

  /** A name of this run of the job, unique and safe in file names. */
  String jobId();

  /** Which task of the stage this is, from 0. */
  int taskIndex();

  /** How many tasks the stage has. */
  int parallelism();

  /** How many tasks wide stages have; a hint for sources. */
  int maxParallelism();

  /** Processing time, in milliseconds after the epoch. */
  long processingTimeMillis();

  /** How many bytes the groupings of this task may hold in memory, together. */
  long memoryBudgetBytes();

  /** Space for what does not fit. */
  Scratch scratch();

  /**
   * A new store for the state of a function. The task closes it.
   *
   * @param purpose a few words for people who look at what takes space
   * @return null if state is kept on the heap
   */
  default @Nullable StateStore openStateStore(String purpose) {
    return null;
  }

  /** The metrics of a step in this task; the same container at each call. */
  MetricsContainer metrics(String stepName);

  /** Where batches come from and go back to. */
  BatchPool batches();

  /** The channels of an output edge. */
  OutputChannels output(int edgeId);

  /** The splits of this stage's source. */
  Splits splits();

  /** The content of side inputs. */
  SideInputs sideInputs();

  /**
   * Whether the host calls {@link io.millrace.runners.core.stage.StageTask#rest} when it has
   * nothing to do for any task. Otherwise a task passes on what it has whenever it has nothing to
   * do itself.
   */
  default boolean callsRest() {
    return false;
  }

  /**
   * Called by a task that is in the middle of an element and has more parked output than it should.
   * A host may let the receivers run, so that there is room; it must not run this task.
   *
   * @return whether the task should offer what is parked and, if there is still too much, call
   *     again
   */
  default boolean relieve() {
    return false;
  }
}
