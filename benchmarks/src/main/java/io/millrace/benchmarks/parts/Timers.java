package io.millrace.benchmarks.parts;

import io.millrace.examples.auction.SplitMix64;
import io.millrace.runners.core.timers.TimerQueue;
import java.util.Objects;
import java.util.PriorityQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The first timer fires and is set again for a later time, again and again, while so many are set.
 * No two are set for the same time. The queue of numbers knows no ids, so that none could be
 * cleared.
 */
public class Timers extends Part {

  static final int FIRINGS = 1024;

  /** Timers are set for at most so many times later. */
  private static final long AHEAD = 1_000_000;

  @Param({"1000", "1000000"})
  public int timers = 1000;

  private final TimerQueue<Long> queue = new TimerQueue<>();
  private final PriorityQueue<Long> numbers = new PriorityQueue<>();
  private long drawn;

  @Setup
  public void fill() {
    for (long id = 0; id < timers; id++) {
      long time = later(id);
      queue.set(id, time, time);
      numbers.add(time);
    }
  }

  /** A later time that gives the same remainder by the number of timers, which no other has. */
  private long later(long time) {
    return time + timers * (1 + (SplitMix64.mix(drawn++) >>> 1) % AHEAD);
  }

  /** How many are set. */
  int size() {
    return queue.size();
  }

  /** The time of the last one that fired. */
  @Benchmark
  @OperationsPerInvocation(FIRINGS)
  public long queue() {
    long last = 0;
    for (int i = 0; i < FIRINGS; i++) {
      TimerQueue.Timer<Long> timer = Objects.requireNonNull(queue.pollBefore(Long.MAX_VALUE));
      last = timer.timeMillis();
      long next = later(last);
      queue.set(timer.id(), next, next);
    }
    return last;
  }

  /** The last of the numbers that came. */
  @Benchmark
  @OperationsPerInvocation(FIRINGS)
  public long numbers() {
    long last = 0;
    for (int i = 0; i < FIRINGS; i++) {
      last = Objects.requireNonNull(numbers.poll());
      numbers.add(later(last));
    }
    return last;
  }
}
