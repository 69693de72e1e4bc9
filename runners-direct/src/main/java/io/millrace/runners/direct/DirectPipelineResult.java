package io.millrace.runners.direct;

import io.millrace.runners.direct.job.DirectJob;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.metrics.MetricResults;
import io.millrace.sdk.metrics.MetricsSnapshot;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A pipeline that runs, or ran, in this JVM. Thread-safe. */
final class DirectPipelineResult implements PipelineResult {

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
    return waitUntilFinish();
  }

  @Override
  public State waitUntilFinish() {
    return waitUntilFinish(Duration.ofMillis(-1));
  }

  /**
   * Waits.
   *
   * @param duration how long; not positive for as long as it takes
   * @throws PipelineExecutionException if the pipeline failed
   */
  @Override
  public State waitUntilFinish(Duration duration) {
    if (job == null) {
      return State.DONE;
    }
    State state = job.await(duration);
    PipelineExecutionException failure = job.failure();
    if (failure != null) {
      throw failure;
    }
    return state;
  }

  @Override
  public MetricResults metrics() {
    MetricsSnapshot snapshot = job == null ? nothing : job.metrics();
    return MetricResults.of(snapshot, snapshot);
  }
}
