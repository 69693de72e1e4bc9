package io.millrace.runners.distributed.fragile;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.FixedDelay;
import io.millrace.cluster.v1.JobIdentity;
import io.millrace.cluster.v1.JobSettings;
import io.millrace.cluster.v1.RestartPolicy;
import io.millrace.cluster.v1.Submit;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.task.Programs;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineRunner;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.options.PipelineOptions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Runs each pipeline on a cluster of two workers, of which one is killed as soon as there is a
 * checkpoint to go on from.
 */
public final class FragileRunner extends PipelineRunner<PipelineResult> {

  private final DistributedOptions options;

  private FragileRunner(DistributedOptions options) {
    this.options = options;
  }

  /** A runner with the given options. */
  public static FragileRunner fromOptions(PipelineOptions options) {
    return new FragileRunner(options.as(DistributedOptions.class));
  }

  @Override
  public PipelineResult run(Pipeline pipeline) {
    io.millrace.model.v1.Pipeline model = PipelineTranslation.toProto(pipeline);
    Plan plan = Programs.plan(model, options);
    Duration every =
        Programs.checkpointEvery(plan, options).orElse(Duration.ofMillis(Integer.MAX_VALUE));
    FragileRun run = new FragileRun(options.getParallelism(), submission(model, every));
    run.waitUntilFinish();
    return run;
  }

  private Submit submission(io.millrace.model.v1.Pipeline model, Duration every) {
    ByteString program = Programs.encode(model, options, List.of());
    String id = "fragile-" + UUID.randomUUID();
    return Submit.newBuilder()
        .setDirectory("jobs/" + id)
        .setIdentity(
            JobIdentity.newBuilder()
                .setJob(id)
                .setParallelism(options.getParallelism())
                .setPayload(program)
                .setSettings(
                    JobSettings.newBuilder()
                        .setCheckpointIntervalMs(Math.toIntExact(every.toMillis()))
                        .setCheckpointTimeoutMs(60_000)
                        .setCheckpointFailuresTolerated(3)
                        .setCheckpointsRetained(3)
                        .setRestart(
                            RestartPolicy.newBuilder()
                                .setFixedDelay(
                                    FixedDelay.newBuilder().setRestarts(0).setDelayMs(1)))))
        .build();
  }
}
