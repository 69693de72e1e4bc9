package io.millrace.benchmarks;

import io.millrace.runners.core.batch.BatchPool;
import io.millrace.runners.core.host.OutputChannels;
import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.host.SideInputs;
import io.millrace.runners.core.host.Splits;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.store.StateStore;
import io.millrace.runners.host.state.TaskStores;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.metrics.MetricResults;
import io.millrace.sdk.metrics.MetricsContainer;
import io.millrace.sdk.metrics.MetricsSnapshot;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The host of one task that has the processor for itself. Its groupings must fit into memory: there
 * is no disk. For one thread.
 */
public final class SingleTaskEnv implements StageEnv {

  private static final long GROUPING_BYTES = 256L << 20;

  private final PipelineOptions options = PipelineOptionsFactory.create();
  private final Map<String, MetricsContainer> metrics = new TreeMap<>();
  private final BatchPool batches;
  private final IntFunction<OutputChannels> outputs;
  private final @Nullable TaskStores stores;

  /** The host of a task without outputs. */
  public SingleTaskEnv() {
    this(
        new BatchPool(),
        edge -> {
          throw none("output");
        });
  }

  /** The host of a task with outputs and with state on the heap. */
  public SingleTaskEnv(BatchPool batches, IntFunction<OutputChannels> outputs) {
    this(batches, outputs, null);
  }

  /**
   * The host of a task with outputs.
   *
   * @param batches shared by tasks that hand batches to each other
   * @param outputs the channels of an edge, by its id
   * @param stores where state is kept; null for on the heap
   */
  public SingleTaskEnv(
      BatchPool batches, IntFunction<OutputChannels> outputs, @Nullable TaskStores stores) {
    this.batches = batches;
    this.outputs = outputs;
    this.stores = stores;
  }

  /** The sum of all counters with a name, over the steps of the task. */
  public long counted(MetricName name) {
    return MetricResults.of(MetricsSnapshot.of(metrics.values()), null).sumOfCounters(name);
  }

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
    return GROUPING_BYTES;
  }

  @Override
  public Scratch scratch() {
    throw none("disk");
  }

  @Override
  public @Nullable StateStore openStateStore(String purpose) {
    return stores == null ? null : stores.open(purpose);
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
    return outputs.apply(edgeId);
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
