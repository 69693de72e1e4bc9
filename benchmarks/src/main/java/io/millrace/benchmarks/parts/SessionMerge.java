package io.millrace.benchmarks.parts;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.plan.Root;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Counts by key in sessions of 64 elements a second apart: begun, grown element by element, and
 * fired. In order a session only ever grows at its end; shuffled, it is put together from pieces.
 */
public class SessionMerge extends Part {

  /** How many sessions there are at a time, each of a key of its own. */
  static final int KEYS = Batch.CAPACITY;

  /** How many elements a session has. */
  static final int LENGTH = 64;

  /** How many elements there are in one round. */
  static final int ELEMENTS = KEYS * LENGTH;

  private static final long SECOND = 1000;
  private static final Duration GAP = Duration.ofSeconds(10);
  private static final long ROUND = (LENGTH + 20) * SECOND;

  /** In which order elements arrive. */
  public enum Order {
    IN_ORDER,
    SHUFFLED
  }

  @Param public Order order = Order.IN_ORDER;

  private final TaskChain chain = chain();
  private final ElementCursor cursor = new ElementCursor();
  private final List<KV<Long, Long>> pairs = new ArrayList<>();

  /** Numbers of elements: the key is the remainder by KEYS, the second what they are divided by. */
  private final List<Integer> arrivals = new ArrayList<>();

  private long start;

  private static TaskChain chain() {
    Pipeline pipeline = Pipeline.create();
    Inputs.pairsWithoutEnd(pipeline)
        .apply(Window.into(Sessions.withGapDuration(GAP)))
        .apply(Count.perKey())
        .apply(ParDo.of(new Received()));
    return new TaskChain(pipeline, Root.ExchangeRoot.class);
  }

  @Setup
  public void prepare() {
    for (long key = 0; key < KEYS; key++) {
      pairs.add(KV.of(key, 1L));
    }
    for (int i = 0; i < ELEMENTS; i++) {
      arrivals.add(i);
    }
    if (order == Order.SHUFFLED) {
      Collections.shuffle(arrivals, new Random(1));
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

  @Benchmark
  @OperationsPerInvocation(ELEMENTS)
  public long element() {
    int from = 0;
    while (from < ELEMENTS) {
      Batch batch = chain.emptyBatch();
      for (int i = from; i < from + Batch.CAPACITY; i++) {
        int arrival = arrivals.get(i);
        cursor.timestamp = start + (1 + arrival / KEYS) * SECOND;
        batch.append(pairs.get(arrival % KEYS), cursor);
      }
      from += Batch.CAPACITY;
      chain.accept(batch);
      // time moves a little, so that what is counted before the exchange goes on
      chain.advanceWatermark(start + from / Batch.CAPACITY);
    }
    start += ROUND;
    chain.advanceWatermark(start);
    return start;
  }
}
