package io.millrace.runners.distributed.task;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.Artifact;
import io.millrace.cluster.v1.JobProgram;
import io.millrace.model.v1.Pipeline;
import io.millrace.runners.core.plan.AsStream;
import io.millrace.runners.core.plan.AvailableNow;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.Planner;
import io.millrace.runners.core.stage.StageSettings;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.host.run.CheckOptions;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsJson;
import java.io.IOException;
import java.util.List;

/** What a job is, as slots are told it. */
public final class Programs {

  private Programs() {}

  /**
   * A program as bytes: what a job is submitted with.
   *
   * @param artifacts the files with its classes, in the order in which they are searched; none if
   *     workers have them already
   */
  public static ByteString encode(
      Pipeline pipeline, PipelineOptions options, List<Artifact> artifacts) {
    return JobProgram.newBuilder()
        .setPipeline(pipeline.toByteString())
        .setOptions(PipelineOptionsJson.toJson(options))
        .addAllArtifacts(artifacts)
        .build()
        .toByteString();
  }

  /**
   * The files with the classes of a program; nothing else of it is looked at.
   *
   * @throws InvalidProtocolBufferException if the bytes are no program
   */
  public static List<Artifact> artifacts(ByteString program) throws InvalidProtocolBufferException {
    return JobProgram.parseFrom(program).getArtifactsList();
  }

  /**
   * A program as slots execute it.
   *
   * @param plan the same in all slots
   */
  record Program(Plan plan, PipelineOptions options, StageSettings settings) {}

  /**
   * A program from bytes.
   *
   * @throws IOException if they are not those of a program
   */
  static Program decode(ByteString bytes) throws IOException {
    JobProgram program = JobProgram.parseFrom(bytes);
    PipelineOptions options = PipelineOptionsJson.fromJson(program.getOptions());
    Plan plan = plan(Pipeline.parseFrom(program.getPipeline()), options);
    return new Program(plan, options, settings(options));
  }

  /**
   * The plan of a pipeline.
   *
   * @throws IllegalArgumentException if it needs something that is not supported; the message names
   *     the transform
   */
  public static Plan plan(Pipeline pipeline, PipelineOptions options) {
    return Planner.plan(AsStream.of(AvailableNow.ifAsked(pipeline, options)));
  }

  private static StageSettings settings(PipelineOptions options) {
    DistributedOptions distributed = options.as(DistributedOptions.class);
    Long seed = distributed.getSeed();
    return CheckOptions.settings(distributed, seed == null ? 0 : seed);
  }
}
