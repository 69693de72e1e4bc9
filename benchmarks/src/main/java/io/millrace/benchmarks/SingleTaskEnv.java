package io.millrace.benchmarks;

import io.millrace.runners.core.batch.BatchPool;
import io.millrace.runners.core.host.OutputChannels;
import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.host.SideInputs;
import io.millrace.runners.core.host.Splits;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.sdk.metrics.MetricsContainer;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.util.HashMap;
import java.util.Map;

/** The host of one task that has neither outputs nor groupings. */
final class SingleTaskEnv implements StageEnv {

  private final PipelineOptions options = PipelineOptionsFactory.create();
  private final Map<String, MetricsContainer> metrics = new HashMap<>();
  private final BatchPool batches = new BatchPool();

  private static UnsupportedOperationException none(String what) {
    return new UnsupportedOperationException("The measured stage has no " + what);
  }

  @Override
  public PipelineOptions options() {
    return options;
  }

  @Override
  public String jobId() {
    return "benchmark";
  }

  @Override
  public int taskIndex() {
    return 0;
  }

  @Override
  public int parallelism() {
    return 1;
  }

  @Override
  public int maxParallelism() {
    return 1;
  }

  @Override
  public long processingTimeMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public long memoryBudgetBytes() {
    throw none("grouping");
  }

  @Override
  public Scratch scratch() {
    throw none("grouping");
  }

  @Override
  public MetricsContainer metrics(String stepName) {
    return metrics.computeIfAbsent(
        stepName, name -> new MetricsContainer(name, this::processingTimeMillis));
  }

  @Override
  public BatchPool batches() {
    return batches;
  }

  @Override
  public OutputChannels output(int edgeId) {
    throw none("output");
  }

  @Override
  public Splits splits() {
    throw none("source");
  }

  @Override
  public SideInputs sideInputs() {
    throw none("side input");
  }
}
