package io.millrace.runners.distributed.task;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.Artifact;
import io.millrace.cluster.v1.JobProgram;
import io.millrace.cluster.v1.StageState;
import io.millrace.model.v1.IsBounded;
import io.millrace.model.v1.Pipeline;
import io.millrace.runners.core.plan.AsStream;
import io.millrace.runners.core.plan.AvailableNow;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.Planner;
import io.millrace.runners.core.plan.StateForm;
import io.millrace.runners.core.stage.StageSettings;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.host.run.CheckOptions;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsJson;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a job is, as slots are told it. */
public final class Programs {

  /** How often checkpoints are taken where somebody waits for them. */
  private static final Duration OF_SCRIPTS = Duration.ofMillis(10);

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
   * @throws IOException if they are not those of a program, or it has options that a process has
   *     one set of, and this one has others
   */
  static Program decode(ByteString bytes) throws IOException {
    JobProgram program = JobProgram.parseFrom(bytes);
    PipelineOptions options = PipelineOptionsJson.fromJson(program.getOptions());
    Set<String> otherwise = FileSystems.setOtherwise(options);
    if (!otherwise.isEmpty()) {
      throw new IOException(
          "the job sets --"
              + String.join(", --", otherwise)
              + " otherwise than the worker it is to run on. Processes of a cluster have one set of"
              + " options of file systems for all jobs: give these to the cluster when it is"
              + " started, or leave them out of the job's");
    }
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

  /** What the stages of a plan keep, so that state of another program can be compared with it. */
  public static List<StageState> stages(Plan plan) {
    return StateForm.of(plan).stream()
        .map(
            form ->
                StageState.newBuilder()
                    .setStage(form.stage())
                    .setName(form.name())
                    .setForm(form.form())
                    .setInOneTask(form.inOneTask())
                    .setEmpty(form.empty())
                    .build())
        .toList();
  }

  /**
   * How often checkpoints of a plan are to be taken; none are of one whose input ends, which begins
   * anew after a failure. Where sinks follow a script, the script's time says when they are needed,
   * which passes fast.
   */
  public static Optional<Duration> checkpointEvery(Plan plan, DistributedOptions options) {
    if (!isEndless(plan)) {
      return Optional.empty();
    }
    Layout layout = new Layout(plan, 1);
    Duration every = options.getCheckpointEvery();
    boolean awaited = layout.followsScript() && layout.hasSinks();
    return Optional.of(awaited && every.compareTo(OF_SCRIPTS) > 0 ? OF_SCRIPTS : every);
  }

  private static boolean isEndless(Plan plan) {
    return plan.components().getPcollectionsMap().values().stream()
        .anyMatch(collection -> collection.getIsBounded() == IsBounded.UNBOUNDED);
  }

  private static StageSettings settings(PipelineOptions options) {
    DistributedOptions distributed = options.as(DistributedOptions.class);
    Long seed = distributed.getSeed();
    return CheckOptions.settings(distributed, seed == null ? 0 : seed);
  }
}
