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
      "The address of a cluster's coordinator, HOST:PORT. By default a cluster is started within this"
          + " process, for this pipeline alone.")
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

  @Description("How often the pipeline is restarted from its last checkpoint when it has failed.")
  @Default.Integer(0)
  int getRestarts();

  void setRestarts(int value);

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

  /** Ten seconds. */
  final class TenSeconds implements DefaultValueFactory<Duration> {
    @Override
    public Duration create(PipelineOptions options) {
      return Duration.ofSeconds(10);
    }
  }
}
