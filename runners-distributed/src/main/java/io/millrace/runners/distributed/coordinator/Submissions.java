package io.millrace.runners.distributed.coordinator;

import io.millrace.cluster.v1.ExponentialBackOff;
import io.millrace.cluster.v1.JobSettings;
import io.millrace.cluster.v1.RestartPolicy;
import io.millrace.cluster.v1.Submit;
import io.millrace.runners.distributed.checkpoint.Retention;
import io.millrace.runners.distributed.store.StoreKeys;
import java.util.Optional;
import java.util.regex.Pattern;

/** What can be submitted. */
final class Submissions {

  private static final Pattern JOB = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  static final int MAX_PARALLELISM = 1024;

  private Submissions() {}

  /** What is wrong with it, if anything. */
  static Optional<String> wrongWith(Submit submit) {
    String job = submit.getIdentity().getJob();
    if (!JOB.matcher(job).matches()) {
      return Optional.of(
          "a job's id is of 1 to 64 of a-z, 0-9 and '-', and does not begin with '-'");
    }
    if (!StoreKeys.isKey(submit.getDirectory())) {
      return Optional.of("the directory of job " + job + " is no key of the store");
    }
    int parallelism = submit.getIdentity().getParallelism();
    if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
      return Optional.of(
          "job "
              + job
              + " has parallelism "
              + parallelism
              + "; possible are 1 to "
              + MAX_PARALLELISM);
    }
    String savepoint = submit.getIdentity().getSavepoint();
    if (!savepoint.isEmpty() && !StoreKeys.isPlace(savepoint)) {
      return Optional.of("job " + job + ": there is no savepoint in '" + savepoint + "'");
    }
    if (!savepoint.isEmpty() && submit.getIdentity().getSettings().getBeginsAnew()) {
      return Optional.of(
          "job " + job + " begins anew after a failure, and so cannot begin with a savepoint");
    }
    return wrongWith(job, submit.getIdentity().getSettings());
  }

  private static Optional<String> wrongWith(String job, JobSettings settings) {
    if (settings.getCheckpointIntervalMs() < 1 || settings.getCheckpointTimeoutMs() < 1) {
      return Optional.of("job " + job + " has no interval or no timeout for its checkpoints");
    }
    if (settings.getCheckpointsRetained() < Retention.LEAST) {
      return Optional.of(
          String.format(
              "job %s keeps %d checkpoints, but at least %d are needed",
              job, settings.getCheckpointsRetained(), Retention.LEAST));
    }
    RestartPolicy restart = settings.getRestart();
    if (restart.getPolicyCase() == RestartPolicy.PolicyCase.POLICY_NOT_SET) {
      return Optional.of("job " + job + " has no restart policy that is known here");
    }
    ExponentialBackOff backOff = restart.getExponentialBackOff();
    if (restart.hasExponentialBackOff()
        && (backOff.getInitialMs() < 1
            || backOff.getMaxMs() < backOff.getInitialMs()
            || backOff.getMultiplierPercent() < 100
            || backOff.getJitterPercent() < 0
            || backOff.getJitterPercent() > 100)) {
      return Optional.of("job " + job + " has a back-off that does not grow: " + backOff);
    }
    return Optional.empty();
  }
}
