package io.millrace.benchmarks.nexmark.limit;

import io.millrace.benchmarks.RunLine;
import io.millrace.benchmarks.Threads;
import io.millrace.benchmarks.nexmark.query.RandomKeys;
import io.millrace.benchmarks.nexmark.query.RunningCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** st: keys are handed to the thread that owns them, some thousand at a time. */
final class RunningCountsLimit implements Limit {

  /** Keys, and how many of them there are. */
  private static final class Chunk {
    static final int CAPACITY = 4096;
    final long[] keys = new long[CAPACITY];
    int size;
  }

  @Override
  public RunLine.Answer run(long elements, int threads) throws Exception {
    List<Queue<Chunk>> inputs = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      inputs.add(new ConcurrentLinkedQueue<>());
    }
    AtomicInteger reading = new AtomicInteger(threads);
    List<Callable<Tally>> tasks = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int me = thread;
      tasks.add(() -> new Share(me, inputs, reading).count(elements));
    }
    return Tally.sum(elements, Threads.run(tasks));
  }

  /** What one thread does. */
  private static final class Share {

    private final int me;
    private final List<Queue<Chunk>> inputs;
    private final AtomicInteger reading;
    private final Tally tally = new Tally();
    private final LongTable counts;

    Share(int me, List<Queue<Chunk>> inputs, AtomicInteger reading) {
      this.me = me;
      this.inputs = inputs;
      this.reading = reading;
      this.counts = LongTable.ofCounts(RandomKeys.COUNT / inputs.size());
    }

    Tally count(long elements) {
      try {
        read(elements);
      } finally {
        reading.decrementAndGet();
      }
      Queue<Chunk> input = inputs.get(me);
      while (true) {
        boolean last = reading.get() == 0;
        Chunk chunk = input.poll();
        if (chunk != null) {
          count(chunk);
        } else if (last) {
          return tally;
        } else {
          Thread.onSpinWait();
        }
      }
    }

    private void read(long elements) {
      int threads = inputs.size();
      Chunk[] chunks = new Chunk[threads];
      for (int to = 0; to < threads; to++) {
        chunks[to] = new Chunk();
      }
      for (long i = me; i < elements; i += threads) {
        // the table has no key 0
        long key = RandomKeys.key(i) + 1;
        int to = Keys.owner(key, threads);
        Chunk chunk = chunks[to];
        chunk.keys[chunk.size++] = key;
        if (chunk.size == Chunk.CAPACITY) {
          chunks[to] = pass(chunk, to);
          countInput();
        }
      }
      for (int to = 0; to < threads; to++) {
        pass(chunks[to], to);
      }
    }

    /** Hands over a chunk; gives an empty one. */
    private Chunk pass(Chunk chunk, int to) {
      if (to != me) {
        inputs.get(to).add(chunk);
        return new Chunk();
      }
      count(chunk);
      chunk.size = 0;
      return chunk;
    }

    private void countInput() {
      Queue<Chunk> input = inputs.get(me);
      for (Chunk chunk = input.poll(); chunk != null; chunk = input.poll()) {
        count(chunk);
      }
    }

    private void count(Chunk chunk) {
      for (int k = 0; k < chunk.size; k++) {
        int slot = counts.slot(chunk.keys[k]);
        tally.add(RunningCounts.hash(chunk.keys[k] - 1, ++counts.counts[slot]));
      }
    }
  }
}
