package io.millrace.benchmarks.parts;

import io.millrace.examples.auction.SplitMix64;
import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.plan.Root;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Counts by key in windows of 60 s every second: from the element through the count before the
 * exchange and the exchange to the grouping behind it, and what that gives when a window ends.
 */
public class SlidingCount extends Part {

  /** How many keys there are, so also how many panes each second gives. */
  static final int KEYS = 16 * Batch.CAPACITY;

  /** How many seconds a window has, so also in how many windows an element is. */
  static final int WINDOW_SECONDS = 60;

  private static final long SECOND = 1000;

  private final TaskChain chain = chain();
  private final ElementCursor cursor = new ElementCursor();
  private final List<KV<Long, Long>> pairs = new ArrayList<>();
  private long drawn;
  private long now;

  private static TaskChain chain() {
    Pipeline pipeline = Pipeline.create();
    Inputs.pairsWithoutEnd(pipeline)
        .apply(
            Window.into(
                SlidingWindows.of(Duration.ofSeconds(WINDOW_SECONDS))
                    .every(Duration.ofMillis(SECOND))))
        .apply(Count.perKey())
        .apply(ParDo.of(new Received()));
    return new TaskChain(pipeline, Root.ExchangeRoot.class);
  }

  /** A minute has passed, so that windows are as full as they become. */
  @Setup
  public void fill() {
    for (long key = 0; key < KEYS; key++) {
      pairs.add(KV.of(key, 1L));
    }
    for (int second = 0; second < WINDOW_SECONDS; second++) {
      aSecond();
    }
  }

  @TearDown
  public void close() {
    chain.close();
  }

  /** What came out. */
  TaskChain measured() {
    return chain;
  }

  /** As many elements as there are keys, of keys at random, in a millisecond of event time. */
  @Benchmark
  @OperationsPerInvocation(KEYS)
  public long element() {
    cursor.timestamp = now;
    Batch batch = chain.emptyBatch();
    for (int i = 0; i < KEYS; i++) {
      batch.append(pairs.get((int) (SplitMix64.mix(drawn++) >>> 1) & (KEYS - 1)), cursor);
      batch = acceptedIfFull(batch);
    }
    now++;
    chain.advanceWatermark(now);
    return now;
  }

  /** A second in which each key gets one element, and gives one pane. */
  @Benchmark
  @OperationsPerInvocation(KEYS)
  public long elementAndPane() {
    return aSecond();
  }

  private long aSecond() {
    cursor.timestamp = now;
    Batch batch = chain.emptyBatch();
    for (KV<Long, Long> pair : pairs) {
      batch.append(pair, cursor);
      batch = acceptedIfFull(batch);
    }
    now += SECOND;
    chain.advanceWatermark(now);
    return now;
  }

  private Batch acceptedIfFull(Batch batch) {
    if (!batch.isFull()) {
      return batch;
    }
    chain.accept(batch);
    return chain.emptyBatch();
  }
}
