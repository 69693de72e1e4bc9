package io.millrace.runners.direct;

import io.millrace.runners.core.plan.AvailableNow;
import io.millrace.runners.core.plan.Explain;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.Planner;
import io.millrace.runners.direct.job.DirectJob;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineRunner;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.metrics.MetricsSnapshot;
import io.millrace.sdk.options.PipelineOptions;

/** Runs pipelines in this JVM. Thread-safe; runs are independent of each other. */
public final class DirectRunner extends PipelineRunner<PipelineResult> {

  private final DirectOptions options;

  private DirectRunner(DirectOptions options) {
    this.options = options;
  }

  /** A runner with the given options. */
  public static DirectRunner fromOptions(PipelineOptions options) {
    return new DirectRunner(options.as(DirectOptions.class));
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
    return Explain.render(plan(PipelineTranslation.toProto(pipeline)));
  }

  private Plan plan(io.millrace.model.v1.Pipeline pipeline) {
    return Planner.plan(AvailableNow.ifAsked(pipeline, options));
  }

  /** Runs a pipeline given in the portable model. */
  public PipelineResult run(io.millrace.model.v1.Pipeline pipeline) {
    Plan plan = plan(pipeline);
    if (options.isExplain()) {
      System.out.print(Explain.render(plan));
      return new DirectPipelineResult(MetricsSnapshot.EMPTY);
    }
    DirectPipelineResult result = new DirectPipelineResult(DirectJob.start(plan, options));
    if (options.isBlockOnRun()) {
      result.waitUntilFinish();
    }
    return result;
  }
}
