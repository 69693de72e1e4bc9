package io.millrace.runners.direct;

import io.millrace.runners.direct.job.DirectJob;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.metrics.MetricResults;
import io.millrace.sdk.metrics.MetricsSnapshot;
import io.millrace.sdk.trace.GroupingTrace;
import io.millrace.sdk.trace.TracedRun;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pipeline that runs, or ran, in this JVM. Thread-safe. */
final class DirectPipelineResult implements PipelineResult, TracedRun {

  private final @Nullable DirectJob job;
  private final MetricsSnapshot nothing;

  DirectPipelineResult(DirectJob job) {
    this.job = job;
    this.nothing = MetricsSnapshot.EMPTY;
  }

  /** The result of a pipeline that was not executed. */
  DirectPipelineResult(MetricsSnapshot nothing) {
    this.job = null;
    this.nothing = nothing;
  }

  @Override
  public State getState() {
    return job == null ? State.DONE : job.state();
  }

  @Override
  public State cancel() {
    if (job == null) {
      return State.DONE;
    }
    job.cancel();
    // Functions that do not look at interrupts may take longer: then it is still running.
    try {
      job.end().awaitCancelled();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return job.state();
  }

  @Override
  public State drain() {
    if (job == null) {
      return State.DONE;
    }
    job.drain();
    return job.state();
  }

  @Override
  public State waitUntilFinish() {
    waitUntilFinish(Duration.ZERO);
    return getState();
  }

  /**
   * Waits. A thread that is interrupted meanwhile cancels the pipeline.
   *
   * @param duration how long; not positive for as long as it takes
   * @return the state at the end; null if it has not ended in time
   * @throws PipelineExecutionException if the pipeline failed
   */
  @Override
  public @Nullable State waitUntilFinish(Duration duration) {
    if (job == null) {
      return State.DONE;
    }
    boolean ended;
    try {
      ended = job.end().await(duration);
    } catch (InterruptedException e) {
      cancel();
      Thread.currentThread().interrupt();
      return getState();
    }
    PipelineExecutionException failure = job.failure();
    if (failure != null) {
      throw failure;
    }
    return ended ? job.state() : null;
  }

  @Override
  public List<GroupingTrace> windowTraces() {
    return job == null ? List.of() : job.windowTraces();
  }

  @Override
  public MetricResults metrics() {
    MetricsSnapshot attempted = job == null ? nothing : job.metrics();
    // What a job does is kept or undone as a whole.
    return MetricResults.of(
        attempted, getState() == State.DONE ? attempted : MetricsSnapshot.EMPTY);
  }
}
