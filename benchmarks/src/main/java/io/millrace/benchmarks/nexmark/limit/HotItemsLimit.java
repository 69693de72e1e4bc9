package io.millrace.benchmarks.nexmark.limit;

import io.millrace.benchmarks.nexmark.query.AuctionBids;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/** q5: the last of the threads to know its busiest auction of a window emits that of all. */
final class HotItemsLimit extends BidsPerAuctionLimit {

  /** The busiest auction so far, and how many threads have said theirs. */
  private record Busiest(long auction, long bids, int threads) {

    boolean isBusierThan(Busiest other) {
      return bids != other.bids ? bids > other.bids : auction < other.auction;
    }
  }

  private final int threads;
  private final ConcurrentHashMap<Long, Busiest> byWindow;

  private HotItemsLimit(int threads, ConcurrentHashMap<Long, Busiest> byWindow) {
    super(threads);
    this.threads = threads;
    this.byWindow = byWindow;
  }

  static IntFunction<Worker> workers() {
    ConcurrentHashMap<Long, Busiest> byWindow = new ConcurrentHashMap<>();
    return threads -> new HotItemsLimit(threads, byWindow);
  }

  @Override
  void fire(long windowStart, LongTable counts) {
    long auction = Long.MAX_VALUE;
    long bids = 0;
    for (int i = 0; i < counts.keys.length; i++) {
      long count = counts.counts[i];
      if (count > bids || (count == bids && count > 0 && counts.keys[i] < auction)) {
        auction = counts.keys[i];
        bids = count;
      }
    }
    Busiest all = byWindow.merge(windowStart, new Busiest(auction, bids, 1), HotItemsLimit::merge);
    if (all.threads == threads) {
      byWindow.remove(windowStart);
      // a thread that owns none of the auctions says zero, and so do all when there was no bid
      if (all.bids > 0) {
        tally.add(AuctionBids.hash(all.auction, windowStart, all.bids));
      }
    }
  }

  private static Busiest merge(Busiest a, Busiest b) {
    Busiest busier = a.isBusierThan(b) ? a : b;
    return new Busiest(busier.auction, busier.bids, a.threads + b.threads);
  }
}
