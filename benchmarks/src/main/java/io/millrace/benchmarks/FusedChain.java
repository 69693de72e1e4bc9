package io.millrace.benchmarks;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.plan.Planner;
import io.millrace.runners.core.plan.Root;
import io.millrace.runners.core.stage.StageSettings;
import io.millrace.runners.core.stage.StageTask;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.values.PCollection;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Ten maps in one stage, against the same ten lambdas called in a loop over the same batch, in
 * nanoseconds an element.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FusedChain {

  private final Long[] values = new Long[Batch.CAPACITY];
  private final ElementCursor cursor = new ElementCursor();
  private final Batch batch = new Batch();
  private final Total total = new Total();
  private final SingleTaskEnv env = new SingleTaskEnv();
  private StageTask task;

  /** What is done with the results: the same in both programs. */
  static final class Total extends DoFn<Long, Void> {
    private long sum;

    @ProcessElement
    public void processElement(@Element Long value) {
      sum += value;
    }
  }

  /** Gives the stage its input's type; the stage that it is in is not executed. */
  private static final class Lengths extends DoFn<byte[], Long> {
    @ProcessElement
    public void processElement(@Element byte[] bytes, OutputReceiver<Long> out) {
      out.output((long) bytes.length);
    }
  }

  public FusedChain() {
    this.task = task();
  }

  private StageTask task() {
    Pipeline pipeline = Pipeline.create();
    PCollection<Long> numbers =
        pipeline
            .apply(Impulse.create())
            .apply(ParDo.of(new Lengths()))
            .apply(Redistribute.arbitrarily());
    TenSteps.applyAll(numbers).apply("Total", ParDo.of(new Total()));
    Plan plan = Planner.plan(PipelineTranslation.toProto(pipeline));
    PlanStage stage =
        plan.stages().stream()
            .filter(s -> s.root() instanceof Root.ExchangeRoot)
            .findFirst()
            .orElseThrow();
    return StageTask.create(
        plan, stage, env, new StageSettings(false, 0, StageSettings.DEFAULT_BUNDLE_SIZE));
  }

  @Setup
  public void fill() {
    for (int i = 0; i < values.length; i++) {
      values[i] = 1_000_000L + i;
    }
  }

  @TearDown
  public void close() {
    task.close(false);
  }

  private Batch filled(Batch empty) {
    for (Long value : values) {
      empty.append(value, cursor);
    }
    return empty;
  }

  @Benchmark
  @OperationsPerInvocation(Batch.CAPACITY)
  public boolean stage() {
    if (!task.acceptsInput()) {
      throw new IllegalStateException("a stage without outputs is never blocked");
    }
    task.accept(filled(env.batches().take()));
    return task.isFinished();
  }

  @Benchmark
  @OperationsPerInvocation(Batch.CAPACITY)
  public long loop() {
    filled(batch);
    for (int row = 0; row < batch.size(); row++) {
      Long value = Typed.value(batch.value(row));
      total.processElement(TenSteps.applyAll(value));
    }
    batch.clear();
    return total.sum;
  }
}
