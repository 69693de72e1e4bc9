package io.millrace.benchmarks.parts;

import io.millrace.examples.auction.SplitMix64;
import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.plan.Root;
import io.millrace.runners.host.state.StateBackends;
import io.millrace.runners.host.state.StateDirectory;
import io.millrace.runners.host.state.StateOptions;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A running count for each key, in a {@code ValueState}: read, changed and written for each
 * element, whose key is drawn at random. Making the pairs is part of it. The loop counts in an open
 * table of two arrays. With {@code -p state=rocksdb} state is in RocksDB.
 */
public class KeyedState extends Part {

  static final int ELEMENTS = Batch.CAPACITY;

  private static final VarLongCoder KEY_CODER = VarLongCoder.of();

  @Param({"1000", "1000000", "5000000"})
  public int keys = 1000;

  @Param(StateBackends.HEAP)
  public String state = StateBackends.HEAP;

  private final ElementCursor cursor = new ElementCursor();
  private final Batch loopBatch = new Batch();

  /** For state that is not on the heap. */
  private final Path directory =
      Path.of(System.getProperty("java.io.tmpdir"), "millrace-keyed-state-" + UUID.randomUUID());

  private TaskChain chain = chain(StateBackends.HEAP, directory);
  private Counts counts = new Counts(keys);
  private long next;

  /** Counts by key plus one, so that a free place is 0. */
  private static final class Counts {

    private final long[] places;
    private final long[] counts;
    private final int mask;

    Counts(int keys) {
      int size = Integer.highestOneBit(keys * 2) * 2;
      this.places = new long[size];
      this.counts = new long[size];
      this.mask = size - 1;
    }

    long increment(long key, int hash) {
      int place = hash & mask;
      while (places[place] != key + 1) {
        if (places[place] == 0) {
          places[place] = key + 1;
        } else {
          place = (place + 1) & mask;
        }
      }
      return ++counts[place];
    }
  }

  /** The function that counts. */
  static final class RunningCount extends DoFn<KV<Long, Long>, KV<Long, Long>> {

    private static final long serialVersionUID = 1;

    @StateId("count")
    private final StateSpec<ValueState<Long>> count = StateSpecs.value();

    @ProcessElement
    public void processElement(
        @Element KV<Long, Long> element,
        @StateId("count") ValueState<Long> count,
        OutputReceiver<KV<Long, Long>> out) {
      Long before = count.read();
      long now = before == null ? element.getValue() : before + element.getValue();
      count.write(now);
      out.output(KV.of(element.getKey(), now));
    }
  }

  private static TaskChain chain(String state, Path directory) {
    Pipeline pipeline = Pipeline.create();
    Inputs.pairsWithoutEnd(pipeline)
        .apply(ParDo.of(new RunningCount()))
        .apply(ParDo.of(new Received()));
    StateOptions options = PipelineOptionsFactory.as(StateOptions.class);
    options.setState(state);
    return new TaskChain(
        pipeline, Root.StatefulRoot.class, new StateDirectory(directory).stores(options));
  }

  /** All keys have state before anything is measured. */
  @Setup
  public void fill() {
    chain.close();
    chain = chain(state, directory);
    counts = new Counts(keys);
    Batch batch = chain.emptyBatch();
    for (long key = 0; key < keys; key++) {
      int hash = KEY_CODER.stableHash(key);
      batch.append(KV.of(key, 1L), cursor, hash);
      counts.increment(key, hash);
      if (batch.isFull()) {
        chain.accept(batch);
        batch = chain.emptyBatch();
      }
    }
    chain.accept(batch);
  }

  @TearDown
  public void close() {
    chain.close();
    try {
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Batch filled(Batch empty) {
    for (int i = 0; i < ELEMENTS; i++) {
      long key = (SplitMix64.mix(next++) >>> 1) % keys;
      empty.append(KV.of(key, 1L), cursor, KEY_CODER.stableHash(key));
    }
    return empty;
  }

  /** The chain, for who wants to know what came out. */
  TaskChain measured() {
    return chain;
  }

  @Benchmark
  @OperationsPerInvocation(ELEMENTS)
  public long stage() {
    chain.accept(filled(chain.emptyBatch()));
    return next;
  }

  @Benchmark
  @OperationsPerInvocation(ELEMENTS)
  public long arrays() {
    filled(loopBatch);
    long sum = 0;
    for (int row = 0; row < ELEMENTS; row++) {
      KV<Long, Long> pair = Typed.value(loopBatch.value(row));
      sum += counts.increment(pair.getKey(), loopBatch.hash(row));
    }
    loopBatch.clear();
    return sum;
  }
}
