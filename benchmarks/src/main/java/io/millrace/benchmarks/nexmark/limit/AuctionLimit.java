package io.millrace.benchmarks.nexmark.limit;

import io.millrace.benchmarks.RunLine;
import io.millrace.benchmarks.Threads;
import io.millrace.examples.auction.AuctionGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Threads that make the events of the auction site and give each to their worker at once. */
final class AuctionLimit implements Limit {

  private static final long EVENTS_PER_SECOND = 1000 * AuctionGenerator.EVENTS_PER_MILLI;

  /** How many seconds a thread may be ahead of the others. */
  private static final long AHEAD = 64;

  private final Supplier<IntFunction<Worker>> workers;

  /**
   * A limit.
   *
   * @param workers is asked once a run for what makes workers, for a number of threads
   */
  AuctionLimit(Supplier<IntFunction<Worker>> workers) {
    this.workers = workers;
  }

  @Override
  public RunLine.Answer run(long events, int threads) throws Exception {
    IntFunction<Worker> factory = workers.get();
    Exchange<Object> exchange = new Exchange<>(threads);
    List<Callable<Tally>> tasks = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      Worker worker = factory.apply(threads);
      int me = thread;
      tasks.add(
          () -> {
            try {
              work(worker, exchange, me, threads, events);
              return worker.tally;
            } catch (Throwable failure) {
              exchange.fail();
              throw failure;
            }
          });
    }
    return Tally.sum(events, Threads.run(tasks));
  }

  @SuppressWarnings("unchecked") // what a worker hands out is handed to workers of its class only
  private static void work(
      Worker worker, Exchange<Object> exchange, int me, int threads, long events) {
    long seconds = (events + EVENTS_PER_SECOND - 1) / EVENTS_PER_SECOND;
    if (worker instanceof ExchangingWorker<?> exchanging) {
      workAndExchange((ExchangingWorker<Object>) exchanging, exchange, me, threads, events);
    } else {
      for (long second = 0; second < seconds; second++) {
        work(worker, second, me, threads, events);
      }
    }
    worker.end(seconds - 1);
  }

  private static void workAndExchange(
      ExchangingWorker<Object> worker,
      Exchange<Object> exchange,
      int me,
      int threads,
      long events) {
    long seconds = (events + EVENTS_PER_SECOND - 1) / EVENTS_PER_SECOND;
    long merged = 0;
    List<Object> parts = new ArrayList<>();
    for (long second = 0; second < seconds; second++) {
      work(worker, second, me, threads, events);
      for (int to = 0; to < threads; to++) {
        exchange.give(me, to, worker.take(to));
      }
      while (merged <= second && exchange.take(me, parts)) {
        worker.merge(merged++, parts);
      }
      while (merged < second - AHEAD) {
        exchange.await(me, parts);
        worker.merge(merged++, parts);
      }
    }
    while (merged < seconds) {
      exchange.await(me, parts);
      worker.merge(merged++, parts);
    }
  }

  private static void work(Worker worker, long second, int me, int threads, long events) {
    long from = second * EVENTS_PER_SECOND;
    long to = Math.min(events, from + EVENTS_PER_SECOND);
    for (long i = from + Math.floorMod(me - from, (long) threads); i < to; i += threads) {
      worker.event(AuctionGenerator.event(i));
    }
  }
}
