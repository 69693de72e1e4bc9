package io.millrace.runners.distributed;

import io.millrace.model.v1.IsBounded;
import io.millrace.runners.core.plan.Explain;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.distributed.client.EmbeddedRun;
import io.millrace.runners.distributed.task.Programs;
import io.millrace.runners.host.state.StateBackends;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineRunner;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.options.PipelineOptions;

/**
 * Runs pipelines on a Millrace cluster: one on threads of this process, which lives as long as the
 * pipeline. Thread-safe; runs are independent of each other.
 */
public final class DistributedRunner extends PipelineRunner<PipelineResult> {

  private final DistributedOptions options;

  private DistributedRunner(DistributedOptions options) {
    this.options = options;
  }

  /** A runner with the given options. */
  public static DistributedRunner fromOptions(PipelineOptions options) {
    return new DistributedRunner(options.as(DistributedOptions.class));
  }

  /**
   * Runs a pipeline.
   *
   * @throws IllegalArgumentException if the pipeline needs something that is not supported
   * @throws Pipeline.PipelineExecutionException if it failed, unless it does not block
   */
  @Override
  public PipelineResult run(Pipeline pipeline) {
    return run(PipelineTranslation.toProto(pipeline));
  }

  @Override
  public String explain(Pipeline pipeline) {
    return Explain.render(Programs.plan(PipelineTranslation.toProto(pipeline), options));
  }

  /** Runs a pipeline given in the portable model. */
  public PipelineResult run(io.millrace.model.v1.Pipeline pipeline) {
    Plan plan = Programs.plan(pipeline, options);
    Programs.refuseScripts(plan);
    StateBackends.of(options); // refuses what is not there
    if (options.isExplain()) {
      System.out.print(Explain.render(plan));
      return EmbeddedRun.ofNothing();
    }
    EmbeddedRun result =
        EmbeddedRun.start(Programs.encode(pipeline, options), options, isEndless(plan));
    if (options.isBlockOnRun()) {
      result.waitUntilFinish();
    }
    return result;
  }

  private static boolean isEndless(Plan plan) {
    return plan.components().getPcollectionsMap().values().stream()
        .anyMatch(collection -> collection.getIsBounded() == IsBounded.UNBOUNDED);
  }
}
