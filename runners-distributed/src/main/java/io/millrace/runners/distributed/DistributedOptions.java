package io.millrace.runners.distributed;

import io.millrace.runners.host.run.CheckOptions;
import io.millrace.runners.host.state.StateOptions;
import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.DefaultValueFactory;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options of the {@link DistributedRunner}. */
public interface DistributedOptions extends StateOptions, CheckOptions {

  @Description(
      "The address of a cluster's coordinator, HOST:PORT; of several HOST:PORT,HOST:PORT. By default a"
          + " cluster is started within this process, for this pipeline alone.")
  @Nullable String getCoordinator();

  void setCoordinator(@Nullable String value);

  @Description(
      "The jar files and directories with the classes of the pipeline, which are sent to the cluster;"
          + " by default those that the program was started from.")
  @Nullable List<String> getFilesToStage();

  void setFilesToStage(@Nullable List<String> value);

  @Description("How many slots execute the pipeline, and into how many tasks stages are cut.")
  @Default.InstanceFactory(AvailableProcessors.class)
  int getParallelism();

  void setParallelism(int value);

  @Description(
      "How often a checkpoint is taken (10s), of a pipeline that has input without end. One whose"
          + " input ends starts from the beginning after a failure.")
  @Default.InstanceFactory(TenSeconds.class)
  Duration getCheckpointEvery();

  void setCheckpointEvery(Duration value);

  @Description(
      "How long the barrier of a checkpoint waits in a task for those of other channels, and for room"
          + " at its outputs (30s). Then it overtakes what is in front of it, and these batches become"
          + " part of the checkpoint. 0s to have it wait for as long as it takes.")
  @Default.InstanceFactory(ThirtySeconds.class)
  Duration getAlignedCheckpointTimeout();

  void setAlignedCheckpointTimeout(Duration value);

  /** When a pipeline that has failed is restarted from its last checkpoint. */
  enum Restarting {
    /** Never. */
    NONE,
    /** So often, each time after the same delay. */
    FIXED_DELAY,
    /**
     * As long as it takes, after delays that grow, and are a little longer or shorter by chance.
     */
    EXPONENTIAL_BACK_OFF,
    /** As long as there are not more failures within an interval. */
    FAILURE_RATE
  }

  @Description(
      "When the pipeline is restarted from its last checkpoint after it has failed: --restarts times"
          + " (FIXED_DELAY), after delays that grow from --restartDelay to --restartMaxDelay"
          + " (EXPONENTIAL_BACK_OFF), while there are not more than --restarts failures within"
          + " --restartInterval (FAILURE_RATE), or never (NONE). Else one with input without end is"
          + " suspended, and keeps its checkpoint.")
  @Default.Enum("FIXED_DELAY")
  Restarting getRestartPolicy();

  void setRestartPolicy(Restarting value);

  @Description("The time before a restart, and before the first where they grow (100ms).")
  @Default.InstanceFactory(TenthOfASecond.class)
  Duration getRestartDelay();

  void setRestartDelay(Duration value);

  @Description("The longest time before a restart, where they grow (60s).")
  @Default.InstanceFactory(OneMinute.class)
  Duration getRestartMaxDelay();

  void setRestartMaxDelay(Duration value);

  @Description(
      "The time within which failures are counted for FAILURE_RATE (10m); and after which, without"
          + " one, the delays of EXPONENTIAL_BACK_OFF begin anew.")
  @Default.InstanceFactory(TenMinutes.class)
  Duration getRestartInterval();

  void setRestartInterval(Duration value);

  @Description("How often the pipeline is restarted from its last checkpoint when it has failed.")
  @Default.Integer(0)
  int getRestarts();

  void setRestarts(int value);

  @Description(
      "Whether a cluster that has not enough free slots refuses the pipeline, which else waits for"
          + " them.")
  @Default.Boolean(false)
  boolean isFailFast();

  void setFailFast(boolean value);

  @Description(
      "The savepoint that the pipeline begins with: its directory, or its name in the store of the"
          + " cluster. By default it begins with nothing.")
  @Nullable String getFromSavepoint();

  void setFromSavepoint(@Nullable String value);

  @Description(
      "Whether state of the savepoint may be dropped that the pipeline has no step for. By default"
          + " the pipeline is refused then.")
  @Default.Boolean(false)
  boolean isAllowDroppedState();

  void setAllowDroppedState(boolean value);

  @Description("Whether run() waits for the end of the pipeline and throws if it fails.")
  @Default.Boolean(true)
  boolean isBlockOnRun();

  void setBlockOnRun(boolean value);

  @Description("What random choices are drawn from, so that they can be repeated.")
  @Nullable Long getSeed();

  void setSeed(@Nullable Long value);

  @Description("Prints how the pipeline would be executed, instead of executing it.")
  @Default.Boolean(false)
  boolean isExplain();

  void setExplain(boolean value);

  /** As many as the machine has. */
  final class AvailableProcessors implements DefaultValueFactory<Integer> {
    @Override
    public Integer create(PipelineOptions options) {
      return Runtime.getRuntime().availableProcessors();
    }
  }

  /** A tenth of a second. */
  final class TenthOfASecond implements DefaultValueFactory<Duration> {
    @Override
    public Duration create(PipelineOptions options) {
      return Duration.ofMillis(100);
    }
  }

  /** A minute. */
  final class OneMinute implements DefaultValueFactory<Duration> {
    @Override
    public Duration create(PipelineOptions options) {
      return Duration.ofMinutes(1);
    }
  }

  /** Ten minutes. */
  final class TenMinutes implements DefaultValueFactory<Duration> {
    @Override
    public Duration create(PipelineOptions options) {
      return Duration.ofMinutes(10);
    }
  }

  /** Thirty seconds. */
  final class ThirtySeconds implements DefaultValueFactory<Duration> {
    @Override
    public Duration create(PipelineOptions options) {
      return Duration.ofSeconds(30);
    }
  }

  /** Ten seconds. */
  final class TenSeconds implements DefaultValueFactory<Duration> {
    @Override
    public Duration create(PipelineOptions options) {
      return Duration.ofSeconds(10);
    }
  }
}
