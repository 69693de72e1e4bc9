package io.millrace.sdk.testing;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.trace.GroupingTrace;
import io.millrace.sdk.trace.TracedRun;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An assertion about a window or pane that does not hold, and what is needed to explain it. */
final class WindowedFailure extends AssertionError {

  private static final long serialVersionUID = 1;

  private final long assertionId;

  /** Null in copies that came from another JVM. */
  private final transient @Nullable BoundedWindow window;

  WindowedFailure(
      String message, @Nullable Throwable cause, long assertionId, BoundedWindow window) {
    super(message, cause);
    this.assertionId = assertionId;
    this.window = window;
  }

  /**
   * The same with what the groupings above the assertion know of the window, if the runner tells;
   * else the same.
   */
  AssertionError explained(Pipeline pipeline, PipelineResult result) {
    BoundedWindow about = window;
    if (about == null || !(result instanceof TracedRun run)) {
      return this;
    }
    List<GroupingTrace> traces = GroupingsAbove.of(pipeline, assertionId, run.windowTraces());
    if (traces.isEmpty()) {
      return this;
    }
    StringBuilder message = new StringBuilder(String.valueOf(getMessage()));
    for (GroupingTrace trace : traces) {
      message.append("\n").append(WindowTrace.text(trace.about(about)).stripTrailing());
    }
    AssertionError error = new AssertionError(message.toString(), getCause());
    error.setStackTrace(getStackTrace());
    return error;
  }
}
