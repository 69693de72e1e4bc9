package io.millrace.benchmarks.parts;

import io.millrace.benchmarks.SingleTaskEnv;
import io.millrace.examples.auction.SplitMix64;
import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.BatchPool;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.host.OutputChannels;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.plan.Planner;
import io.millrace.runners.core.plan.Root;
import io.millrace.runners.core.stage.StageSettings;
import io.millrace.runners.core.stage.StageTask;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Pairs through the edge that sends each key to its task, of four, into batches and out of them
 * again; against the same done with arrays of numbers.
 */
public class HashExchange extends Part {

  static final int ELEMENTS = Batch.CAPACITY;
  private static final int TARGETS = 4;

  private final List<KV<Long, Long>> pairs = new ArrayList<>();
  private final ElementCursor cursor = new ElementCursor();
  private final BatchPool batches = new BatchPool();
  private final Chunk[] chunks = new Chunk[TARGETS];
  private final Batch loopBatch = new Batch();
  private final StageTask task;
  private long received;
  private long sum;

  /** What the loop has instead of a batch. */
  private static final class Chunk {
    private final long[] keys = new long[Batch.CAPACITY];
    private final long[] values = new long[Batch.CAPACITY];
    private final int[] hashes = new int[Batch.CAPACITY];
    private int size;
  }

  public HashExchange() {
    Pipeline pipeline = Pipeline.create();
    Inputs.pairsWithoutEnd(pipeline).apply(ParDo.of(new KeyedState.RunningCount()));
    Plan plan = Planner.plan(PipelineTranslation.toProto(pipeline));
    PlanStage stage =
        plan.stages().stream()
            .filter(s -> s.root() instanceof Root.ExchangeRoot)
            .findFirst()
            .orElseThrow();
    this.task =
        StageTask.create(
            plan,
            stage,
            new SingleTaskEnv(batches, edge -> new Receivers()),
            new StageSettings(false, 0, StageSettings.DEFAULT_BUNDLE_SIZE));
    for (int target = 0; target < TARGETS; target++) {
      chunks[target] = new Chunk();
    }
  }

  /** Reads the rows of each batch at once. */
  private final class Receivers implements OutputChannels {

    @Override
    public int targets() {
      return TARGETS;
    }

    @Override
    public boolean offer(int target, Batch batch) {
      int size = batch.size();
      for (int row = 0; row < size; row++) {
        KV<Long, Long> pair = Typed.value(batch.value(row));
        sum += pair.getKey() + pair.getValue() + batch.hash(row) + batch.timestamp(row);
      }
      received += size;
      batches.give(batch);
      return true;
    }

    @Override
    public void watermark(long watermarkMillis) {}

    @Override
    public void finish() {}
  }

  @Setup
  public void fill() {
    cursor.timestamp = 0;
    for (int i = 0; i < ELEMENTS; i++) {
      pairs.add(KV.of(SplitMix64.mix(i) >>> 1, (long) i));
    }
  }

  @TearDown
  public void close() {
    task.close(false);
  }

  private Batch filled(Batch empty) {
    for (KV<Long, Long> pair : pairs) {
      empty.append(pair, cursor);
    }
    return empty;
  }

  /** How many pairs came out so far. */
  long received() {
    return received;
  }

  /** Sends what is in batches that are not full. */
  void flush() {
    task.advanceWatermark(1);
    for (Chunk chunk : chunks) {
      read(chunk);
    }
  }

  /** The sum of what came out so far. */
  long sum() {
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(ELEMENTS)
  public long stage() {
    if (!task.acceptsInput()) {
      throw new IllegalStateException("an output that takes everything never blocks");
    }
    task.accept(filled(batches.take()));
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(ELEMENTS)
  public long arrays() {
    filled(loopBatch);
    for (int row = 0; row < loopBatch.size(); row++) {
      KV<Long, Long> pair = Typed.value(loopBatch.value(row));
      int hash = VarLongCoder.of().stableHash(pair.getKey());
      Chunk chunk = chunks[(int) (((hash & 0xffffffffL) * TARGETS) >>> 32)];
      chunk.keys[chunk.size] = pair.getKey();
      chunk.values[chunk.size] = pair.getValue();
      chunk.hashes[chunk.size++] = hash;
      if (chunk.size == Batch.CAPACITY) {
        read(chunk);
      }
    }
    loopBatch.clear();
    return sum;
  }

  private void read(Chunk chunk) {
    for (int row = 0; row < chunk.size; row++) {
      sum += chunk.keys[row] + chunk.values[row] + chunk.hashes[row];
    }
    received += chunk.size;
    chunk.size = 0;
  }
}
