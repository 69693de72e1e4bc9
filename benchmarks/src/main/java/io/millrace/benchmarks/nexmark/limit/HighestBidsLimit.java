package io.millrace.benchmarks.nexmark.limit;

import io.millrace.benchmarks.nexmark.query.HighestBids;
import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.Bid;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** q7: each thread keeps its best bid; the last one to end a window emits the best of all. */
final class HighestBidsLimit extends Worker {

  private static final long SIZE = HighestBids.SIZE.toMillis();

  /** The best bid so far, and how many threads have said theirs. */
  private record Best(Bid bid, int threads) {

    Best merge(Best other) {
      return new Best(isBetter(bid, other.bid) ? bid : other.bid, threads + other.threads);
    }
  }

  private final int threads;
  private final ConcurrentHashMap<Long, Best> byWindow;
  private final AtomicInteger running;
  private long window = Long.MIN_VALUE;
  private @Nullable Bid best;

  private HighestBidsLimit(
      int threads, ConcurrentHashMap<Long, Best> byWindow, AtomicInteger running) {
    this.threads = threads;
    this.byWindow = byWindow;
    this.running = running;
    running.incrementAndGet();
  }

  static IntFunction<Worker> workers() {
    ConcurrentHashMap<Long, Best> byWindow = new ConcurrentHashMap<>();
    AtomicInteger running = new AtomicInteger();
    return threads -> new HighestBidsLimit(threads, byWindow, running);
  }

  private static boolean isBetter(Bid a, Bid b) {
    return HighestBids.compareBids(a, b) > 0;
  }

  @Override
  void event(AuctionEvent event) {
    if (event instanceof Bid bid) {
      long its = bid.dateTime() - bid.dateTime() % SIZE;
      if (its != window) {
        close();
        window = its;
        best = bid;
      } else if (best == null || isBetter(bid, best)) {
        best = bid;
      }
    }
  }

  private void close() {
    if (best == null) {
      return;
    }
    Best all = byWindow.merge(window, new Best(best, 1), Best::merge);
    if (all.threads == threads) {
      byWindow.remove(window);
      tally.add(HighestBids.hashOf(all.bid));
    }
  }

  @Override
  void end(long lastSecond) {
    close();
    if (running.decrementAndGet() == 0) {
      // windows in which a thread had no bid
      byWindow.forEach((start, all) -> tally.add(HighestBids.hashOf(all.bid)));
    }
  }
}
