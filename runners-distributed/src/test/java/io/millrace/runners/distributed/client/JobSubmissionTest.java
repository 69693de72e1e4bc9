package io.millrace.runners.distributed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.ExponentialBackOff;
import io.millrace.cluster.v1.FailureRate;
import io.millrace.cluster.v1.FixedDelay;
import io.millrace.cluster.v1.RestartPolicy.PolicyCase;
import io.millrace.model.v1.Components;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.sdk.options.InvalidOptionException;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobSubmissionTest {

  private static final Plan NOTHING =
      new Plan(Components.getDefaultInstance(), List.of(), List.of());

  private static DistributedOptions options(String... args) {
    return PipelineOptionsFactory.fromArgs(args).as(DistributedOptions.class);
  }

  @Test
  void withoutOptionsAJobIsNotRestarted() {
    assertThat(JobSubmission.restart(options()).getPolicyCase()).isEqualTo(PolicyCase.NONE);
    assertThat(JobSubmission.restart(options("--restartPolicy=NONE")).getPolicyCase())
        .isEqualTo(PolicyCase.NONE);
  }

  @Test
  void aNumberOfRestartsIsAFixedDelay() {
    assertThat(JobSubmission.restart(options("--restarts=3", "--restartDelay=2s")).getFixedDelay())
        .isEqualTo(FixedDelay.newBuilder().setRestarts(3).setDelayMs(2_000).build());
  }

  @Test
  void delaysGrowFromTheFirstToTheLongest() {
    assertThat(
            JobSubmission.restart(
                    options(
                        "--restartPolicy=EXPONENTIAL_BACK_OFF",
                        "--restartDelay=1s",
                        "--restartMaxDelay=30s",
                        "--restartInterval=5m"))
                .getExponentialBackOff())
        .isEqualTo(
            ExponentialBackOff.newBuilder()
                .setInitialMs(1_000)
                .setMaxMs(30_000)
                .setMultiplierPercent(200)
                .setJitterPercent(20)
                .setResetAfterMs(300_000)
                .build());
  }

  @Test
  void aRateOfFailuresIsBorne() {
    assertThat(
            JobSubmission.restart(
                    options("--restartPolicy=FAILURE_RATE", "--restarts=5", "--restartInterval=1m"))
                .getFailureRate())
        .isEqualTo(
            FailureRate.newBuilder()
                .setMaxFailures(5)
                .setIntervalMs(60_000)
                .setDelayMs(100)
                .build());
  }

  @ParameterizedTest
  @CsvSource({
    "--restarts=-1, must not be negative",
    "--restartPolicy=FAILURE_RATE, needs --restarts",
    "--restartPolicy=NONE --restarts=2, has no meaning with --restartPolicy=NONE",
    "--restartPolicy=EXPONENTIAL_BACK_OFF --restarts=2, has no meaning",
    "--restartPolicy=EXPONENTIAL_BACK_OFF --restartDelay=2m, not more than --restartMaxDelay",
    "--restartPolicy=EXPONENTIAL_BACK_OFF --restartDelay=0s, more than nothing",
    "--restarts=1 --restartDelay=1000d, nor more than 24 days"
  })
  void whatContradictsItselfIsRefused(String args, String message) {
    DistributedOptions options = options(args.split(" ", -1));
    assertThatThrownBy(() -> JobSubmission.restart(options))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aBarrierCannotWaitForLessThanNothing() {
    DistributedOptions options = options();
    options.setAlignedCheckpointTimeout(Duration.ofSeconds(-1));
    assertThatThrownBy(
            () -> JobSubmission.of("id", ByteString.EMPTY, NOTHING, options, Optional.empty()))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("--alignedCheckpointTimeout");
  }
}
