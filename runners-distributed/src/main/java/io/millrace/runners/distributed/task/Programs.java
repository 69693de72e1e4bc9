package io.millrace.runners.distributed.task;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.JobProgram;
import io.millrace.model.v1.Pipeline;
import io.millrace.runners.core.plan.AvailableNow;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.Planner;
import io.millrace.runners.core.stage.StageSettings;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsJson;
import io.millrace.sdk.options.StreamingOptions;
import java.io.IOException;

/** What a job is, as slots are told it. */
public final class Programs {

  private static final int STRICT_BUNDLE_SIZE = 16;

  private Programs() {}

  /** A program as bytes: what a job is submitted with. */
  public static ByteString encode(Pipeline pipeline, PipelineOptions options) {
    return JobProgram.newBuilder()
        .setPipeline(pipeline.toByteString())
        .setOptions(PipelineOptionsJson.toJson(options))
        .build()
        .toByteString();
  }

  static PipelineOptions options(JobProgram program) {
    return PipelineOptionsJson.fromJson(program.getOptions());
  }

  static Plan plan(JobProgram program, PipelineOptions options) throws IOException {
    return plan(Pipeline.parseFrom(program.getPipeline()), options);
  }

  /**
   * The plan of a pipeline.
   *
   * @throws IllegalArgumentException if it needs something that is not supported; the message names
   *     the transform
   */
  public static Plan plan(Pipeline pipeline, PipelineOptions options) {
    boolean ends = StreamingOptions.Mode.of(options) == StreamingOptions.Mode.AVAILABLE_NOW;
    return Planner.plan(ends ? AvailableNow.of(pipeline) : pipeline);
  }

  static StageSettings settings(PipelineOptions options) {
    DistributedOptions distributed = options.as(DistributedOptions.class);
    boolean strict = distributed.isStrictChecks();
    Long seed = distributed.getSeed();
    return new StageSettings(
        strict,
        seed == null ? 0 : seed,
        strict ? STRICT_BUNDLE_SIZE : StageSettings.DEFAULT_BUNDLE_SIZE);
  }
}
