package io.millrace.sdk.testing;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.metrics.MetricResults;
import io.millrace.sdk.trace.GroupingTrace;
import io.millrace.sdk.trace.TracedRun;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The result of a test's run: whoever learns by it that the pipeline has ended learns also whether
 * its assertions hold. Thread-safe.
 */
final class VerifyingResult implements PipelineResult, TracedRun {

  private final Map<String, AssertionSite> assertions;
  private final Pipeline pipeline;
  private final PipelineResult result;
  private volatile boolean hasEnded;

  VerifyingResult(Pipeline pipeline, PipelineResult result) {
    this.assertions = Assertion.of(pipeline);
    this.pipeline = pipeline;
    this.result = result;
  }

  /** What the runner gave. */
  PipelineResult result() {
    return result;
  }

  /** Whether somebody has learnt of the end. */
  boolean hasEnded() {
    return hasEnded;
  }

  @Override
  public State getState() {
    return result.getState();
  }

  @Override
  public State cancel() throws IOException {
    State state = result.cancel();
    verifyAt(state);
    return state;
  }

  @Override
  public State drain() throws IOException {
    return result.drain();
  }

  /** As the interface says; throws an {@link AssertionError} if an assertion does not hold. */
  @Override
  public @Nullable State waitUntilFinish(Duration duration) {
    State state = ended(() -> result.waitUntilFinish(duration));
    if (state != null) {
      verifyAt(state);
    }
    return state;
  }

  /** As the interface says; throws an {@link AssertionError} if an assertion does not hold. */
  @Override
  public State waitUntilFinish() {
    State state = ended(result::waitUntilFinish);
    verifyAt(state);
    return state;
  }

  private <T extends @Nullable Object> T ended(Supplier<T> wait) {
    try {
      return unwrapping(wait);
    } catch (WindowedFailure e) {
      hasEnded = true;
      throw e.explained(pipeline, result);
    } catch (RuntimeException | AssertionError e) {
      hasEnded = true;
      throw e;
    }
  }

  private void verifyAt(State state) {
    if (state.isTerminal() && !hasEnded) {
      hasEnded = true;
      AssertionCounters.verify(assertions, result);
    }
  }

  @Override
  public List<GroupingTrace> windowTraces() {
    return result instanceof TracedRun traced ? traced.windowTraces() : List.of();
  }

  @Override
  public MetricResults metrics() {
    return result.metrics();
  }

  /** Lets failed assertions out of the exceptions that runners put them into. */
  static <T extends @Nullable Object> T unwrapping(Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      if (e.getCause() instanceof AssertionError failed) {
        throw failed;
      }
      throw e;
    }
  }
}
