package io.millrace.runners.distributed.task;

import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.metrics.MetricsSnapshot;

/** Is told by the slots of its own process how they are getting on. Thread-safe. */
public interface Observer {

  /** The metrics of a slot, as they are now. */
  void metrics(int slot, MetricsSnapshot snapshot);

  /** What a slot is about to report as its failure. */
  void failed(PipelineExecutionException failure);
}
