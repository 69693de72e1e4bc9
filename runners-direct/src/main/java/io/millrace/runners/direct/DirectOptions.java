package io.millrace.runners.direct;

import io.millrace.runners.host.run.CheckOptions;
import io.millrace.runners.host.state.StateOptions;
import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.DefaultValueFactory;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Options of the {@link DirectRunner}. */
public interface DirectOptions extends StateOptions, CheckOptions {

  @Description("How many threads execute the pipeline, and into how many tasks stages are cut.")
  @Default.InstanceFactory(AvailableProcessors.class)
  int getTargetParallelism();

  void setTargetParallelism(int value);

  @Description("Whether Pipeline.run() waits until the pipeline is done.")
  @Default.Boolean(true)
  boolean isBlockOnRun();

  void setBlockOnRun(boolean value);

  @Description(
      "Executes everything on one thread, in an order that depends on this number only: the same"
          + " seed gives the same order of elements and bundles.")
  @Nullable Long getSeed();

  void setSeed(@Nullable Long value);

  @Description(
      "When the JVM is asked to end, by Ctrl-C for instance: for how long a pipeline may go on with"
          + " its sources stopped, to fire all windows and end by itself (60s). By default it is"
          + " cancelled at once.")
  @Nullable Duration getDrainAtExit();

  void setDrainAtExit(@Nullable Duration value);

  @Description(
      "Whether groupings take notes of what comes and what they give, so that one can see why a"
          + " window has fired or not; on by default in tests.")
  @Default.Boolean(false)
  boolean isTraceWindows();

  void setTraceWindows(boolean value);

  @Description(
      "Whether tasks are saved, thrown away and made anew from what was saved, at random moments:"
          + " what is kept must not depend on anything that its coders do not write.")
  @Default.Boolean(false)
  boolean isRestartTasks();

  void setRestartTasks(boolean value);

  @Description("Prints how the pipeline would be executed, instead of executing it.")
  @Default.Boolean(false)
  boolean isExplain();

  void setExplain(boolean value);

  @Description(
      "How many bytes groupings may hold in memory before they spill to disk, all together, but for"
          + " a few kilobytes that each needs. By default a third of the heap.")
  @Default.InstanceFactory(ThirdOfHeap.class)
  long getGroupingMemoryBytes();

  void setGroupingMemoryBytes(long value);

  @Description(
      "After how long at most what a sink of input without end has written is committed, and can be"
          + " seen (1s). What was not when a pipeline fails or is cancelled is removed.")
  @Default.InstanceFactory(OneSecond.class)
  Duration getCommitEvery();

  void setCommitEvery(Duration value);

  /** A second. */
  final class OneSecond implements DefaultValueFactory<Duration> {
    @Override
    public Duration create(PipelineOptions options) {
      return Duration.ofSeconds(1);
    }
  }

  /** As many as the machine has. */
  final class AvailableProcessors implements DefaultValueFactory<Integer> {
    @Override
    public Integer create(PipelineOptions options) {
      return Runtime.getRuntime().availableProcessors();
    }
  }

  /** A third of the largest heap. */
  final class ThirdOfHeap implements DefaultValueFactory<Long> {
    @Override
    public Long create(PipelineOptions options) {
      return Runtime.getRuntime().maxMemory() / 3;
    }
  }
}
