package io.millrace.runners.distributed.client;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.FixedDelay;
import io.millrace.cluster.v1.JobIdentity;
import io.millrace.cluster.v1.JobSettings;
import io.millrace.cluster.v1.NoRestart;
import io.millrace.cluster.v1.RestartPolicy;
import io.millrace.cluster.v1.Submit;
import io.millrace.runners.distributed.DistributedOptions;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What a pipeline is submitted as. */
final class JobSubmission {

  private static final int NEVER_MILLIS = Integer.MAX_VALUE;
  private static final int CHECKPOINT_TIMEOUT_MILLIS = 600_000;
  private static final int TOLERATED_FAILURES = 3;
  private static final int RETAINED = 3;
  private static final int MAX_NAME_CHARACTERS = 40;

  private JobSubmission() {}

  /** A new id: the name of the job as far as an id can have it, and what makes it unique. */
  static String newId(DistributedOptions options) {
    String name =
        options
            .getJobName()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-+", "");
    String unique = UUID.randomUUID().toString().substring(24);
    return name.isEmpty()
        ? unique
        : name.substring(0, Math.min(MAX_NAME_CHARACTERS, name.length())) + "-" + unique;
  }

  /**
   * The submission of a program.
   *
   * @param checkpointEvery how often a checkpoint is taken; empty for none
   */
  static Submit of(
      String id,
      ByteString program,
      DistributedOptions options,
      Optional<Duration> checkpointEvery) {
    return Submit.newBuilder()
        .setDirectory("jobs/" + id)
        .setIdentity(
            JobIdentity.newBuilder()
                .setJob(id)
                .setParallelism(options.getParallelism())
                .setPayload(program)
                .setSettings(settings(options, checkpointEvery)))
        .build();
  }

  private static JobSettings settings(
      DistributedOptions options, Optional<Duration> checkpointEvery) {
    RestartPolicy restart =
        options.getRestarts() == 0
            ? RestartPolicy.newBuilder().setNone(NoRestart.getDefaultInstance()).build()
            : RestartPolicy.newBuilder()
                .setFixedDelay(
                    FixedDelay.newBuilder().setRestarts(options.getRestarts()).setDelayMs(100))
                .build();
    return JobSettings.newBuilder()
        .setCheckpointIntervalMs(
            checkpointEvery.map(every -> Math.toIntExact(every.toMillis())).orElse(NEVER_MILLIS))
        .setCheckpointTimeoutMs(CHECKPOINT_TIMEOUT_MILLIS)
        .setCheckpointFailuresTolerated(TOLERATED_FAILURES)
        .setCheckpointsRetained(RETAINED)
        .setRestart(restart)
        .build();
  }
}
