package io.millrace.sdk.testing;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.trace.GroupingTrace;
import io.millrace.sdk.trace.TracedRun;
import java.util.List;

/**
 * Tells why the windows of a grouping have fired or not: which elements they have got, what was
 * dropped, what their triggers wait for, and whose watermark keeps them waiting.
 *
 * <pre>{@code
 * PipelineResult result = p.run();
 * System.out.println(WindowTrace.text(WindowTrace.of(result, "Count/GroupByKey")));
 * }</pre>
 *
 * <p>The runner must have been asked to take notes, {@code --traceWindows}, as a {@link
 * TestPipeline} does. Groupings that give everything once their input has ended, as those of
 * bounded input with the default trigger do, have nothing to tell.
 */
public final class WindowTrace {

  private WindowTrace() {}

  /**
   * The trace of one grouping; a moment old, if the pipeline runs.
   *
   * @param transform its full name, or that of a transform that it is the only grouping of
   * @throws IllegalArgumentException if there is none of that name, or there are several; the
   *     message names all
   * @throws UnsupportedOperationException if the runner does not tell
   */
  public static GroupingTrace of(PipelineResult result, String transform) {
    List<GroupingTrace> all = all(result);
    List<GroupingTrace> found =
        all.stream()
            .filter(
                trace ->
                    trace.transform().equals(transform)
                        || trace.transform().startsWith(transform + "/"))
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new IllegalArgumentException(
        String.format(
            "%s groupings that fire in time and take notes are called '%s'. All there are: %s. Of a"
                + " TestPipeline they take notes; elsewhere the runner must be asked by"
                + " --traceWindows.",
            found.isEmpty() ? "No" : "Several",
            transform,
            all.stream().map(GroupingTrace::transform).toList()));
  }

  /**
   * The traces of all groupings, in the order of the pipeline.
   *
   * @throws UnsupportedOperationException if the runner does not tell
   */
  public static List<GroupingTrace> all(PipelineResult result) {
    if (result instanceof TracedRun run) {
      return run.windowTraces();
    }
    throw new UnsupportedOperationException(
        result.getClass().getName() + " does not tell why windows fire: it is no TracedRun");
  }

  /** A trace as text for people, some lines, the last one ended too. */
  public static String text(GroupingTrace trace) {
    return new WindowTraceText(trace).render();
  }
}
