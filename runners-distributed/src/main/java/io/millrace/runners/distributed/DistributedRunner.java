package io.millrace.runners.distributed;

import com.google.protobuf.ByteString;
import io.millrace.runners.core.plan.Explain;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.distributed.artifact.Staging;
import io.millrace.runners.distributed.artifact.Staging.Staged;
import io.millrace.runners.distributed.client.ClusterRun;
import io.millrace.runners.distributed.client.EmbeddedRun;
import io.millrace.runners.distributed.client.RemoteRun;
import io.millrace.runners.distributed.rpc.Coordinators;
import io.millrace.runners.distributed.task.Programs;
import io.millrace.runners.host.state.StateBackends;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineRunner;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.options.PipelineOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Runs pipelines on a Millrace cluster: that of the coordinator which the options name, or one on
 * threads of this process, which lives as long as the pipeline. Thread-safe; runs are independent
 * of each other.
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
   * @throws UncheckedIOException if the coordinator is not there or refuses the job
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
    StateBackends.of(options); // refuses what is not there
    if (options.isExplain()) {
      System.out.print(Explain.render(plan));
      return EmbeddedRun.notExecuted();
    }
    Optional<Duration> checkpointEvery = Programs.checkpointEvery(plan, options);
    String coordinator = options.getCoordinator();
    ClusterRun result =
        coordinator == null
            ? EmbeddedRun.start(
                Programs.encode(pipeline, options, List.of()), plan, options, checkpointEvery)
            : remote(Coordinators.parse(coordinator), pipeline, plan, checkpointEvery);
    if (options.isBlockOnRun()) {
      result.waitUntilFinish();
    }
    return result;
  }

  private RemoteRun remote(
      Coordinators coordinators,
      io.millrace.model.v1.Pipeline pipeline,
      Plan plan,
      Optional<Duration> checkpointEvery) {
    ClassLoader ofContext = Thread.currentThread().getContextClassLoader();
    try {
      List<Staged> staged =
          Staging.find(
              options.getFilesToStage(),
              ofContext != null ? ofContext : DistributedRunner.class.getClassLoader());
      ByteString program =
          Programs.encode(pipeline, options, staged.stream().map(Staged::artifact).toList());
      return RemoteRun.submit(coordinators, program, plan, staged, options, checkpointEvery);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
