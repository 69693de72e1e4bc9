package io.millrace.runners.distributed.client;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.ExponentialBackOff;
import io.millrace.cluster.v1.FailureRate;
import io.millrace.cluster.v1.FixedDelay;
import io.millrace.cluster.v1.JobIdentity;
import io.millrace.cluster.v1.JobSettings;
import io.millrace.cluster.v1.NoRestart;
import io.millrace.cluster.v1.RestartPolicy;
import io.millrace.cluster.v1.Submit;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.task.Programs;
import io.millrace.sdk.options.InvalidOptionException;
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
  private static final int GROWTH_PERCENT = 200;
  private static final int JITTER_PERCENT = 20;
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
   * @param plan of the program
   * @param checkpointEvery how often a checkpoint is taken; empty for none
   */
  static Submit of(
      String id,
      ByteString program,
      Plan plan,
      DistributedOptions options,
      Optional<Duration> checkpointEvery) {
    JobIdentity.Builder identity =
        JobIdentity.newBuilder()
            .setJob(id)
            .setParallelism(options.getParallelism())
            .setPayload(program)
            .setSettings(settings(options, checkpointEvery))
            .addAllStages(Programs.stages(plan))
            .setAllowDroppedState(options.isAllowDroppedState());
    String savepoint = options.getFromSavepoint();
    if (savepoint != null) {
      identity.setSavepoint(savepoint.replaceAll("/+$", ""));
    }
    return Submit.newBuilder().setDirectory("jobs/" + id).setIdentity(identity).build();
  }

  private static JobSettings settings(
      DistributedOptions options, Optional<Duration> checkpointEvery) {
    // It is for slots, who read it in the program.
    millis("alignedCheckpointTimeout", options.getAlignedCheckpointTimeout());
    return JobSettings.newBuilder()
        .setCheckpointIntervalMs(
            checkpointEvery.map(every -> millis("checkpointEvery", every)).orElse(NEVER_MILLIS))
        .setCheckpointTimeoutMs(CHECKPOINT_TIMEOUT_MILLIS)
        .setCheckpointFailuresTolerated(TOLERATED_FAILURES)
        .setCheckpointsRetained(RETAINED)
        .setRestart(restart(options))
        .setBeginsAnew(checkpointEvery.isEmpty())
        .build();
  }

  /**
   * When a job is restarted.
   *
   * @throws InvalidOptionException if the options contradict each other
   */
  static RestartPolicy restart(DistributedOptions options) {
    int restarts = options.getRestarts();
    if (restarts < 0) {
      throw new InvalidOptionException("--restarts=" + restarts + " must not be negative");
    }
    int delay = millis("restartDelay", options.getRestartDelay());
    int maxDelay = millis("restartMaxDelay", options.getRestartMaxDelay());
    int interval = millis("restartInterval", options.getRestartInterval());
    RestartPolicy.Builder policy = RestartPolicy.newBuilder();
    switch (options.getRestartPolicy()) {
      case NONE -> {
        refuseRestarts(options, restarts);
        policy.setNone(NoRestart.getDefaultInstance());
      }
      case FIXED_DELAY -> {
        if (restarts == 0) {
          policy.setNone(NoRestart.getDefaultInstance());
        } else {
          policy.setFixedDelay(FixedDelay.newBuilder().setRestarts(restarts).setDelayMs(delay));
        }
      }
      case EXPONENTIAL_BACK_OFF -> {
        refuseRestarts(options, restarts);
        if (delay == 0 || maxDelay < delay) {
          throw new InvalidOptionException(
              "--restartDelay must be more than nothing, and not more than --restartMaxDelay");
        }
        policy.setExponentialBackOff(
            ExponentialBackOff.newBuilder()
                .setInitialMs(delay)
                .setMaxMs(maxDelay)
                .setMultiplierPercent(GROWTH_PERCENT)
                .setJitterPercent(JITTER_PERCENT)
                .setResetAfterMs(interval));
      }
      case FAILURE_RATE -> {
        if (restarts == 0) {
          throw new InvalidOptionException(
              "--restartPolicy=FAILURE_RATE needs --restarts: how many failures within"
                  + " --restartInterval are borne");
        }
        policy.setFailureRate(
            FailureRate.newBuilder()
                .setMaxFailures(restarts)
                .setIntervalMs(interval)
                .setDelayMs(delay));
      }
    }
    return policy.build();
  }

  private static void refuseRestarts(DistributedOptions options, int restarts) {
    if (restarts != 0) {
      throw new InvalidOptionException(
          "--restarts="
              + restarts
              + " has no meaning with --restartPolicy="
              + options.getRestartPolicy());
    }
  }

  /** A time that fits. */
  private static int millis(String option, Duration time) {
    if (time.isNegative() || time.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0) {
      throw new InvalidOptionException(
          "--" + option + "=" + time + " must not be negative, nor more than 24 days");
    }
    return (int) time.toMillis();
  }
}
