package io.millrace.sdk.trace;

import java.util.List;

/** A run of a pipeline that can tell why windows have fired or not. Thread-safe. */
public interface TracedRun {

  /**
   * What the groupings know that give results as time passes, in the order of the pipeline; empty
   * if there are none, or if the run was not asked to take notes. While the pipeline runs it is a
   * state of a moment ago.
   */
  List<GroupingTrace> windowTraces();
}
