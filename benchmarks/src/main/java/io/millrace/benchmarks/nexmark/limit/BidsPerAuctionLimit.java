package io.millrace.benchmarks.nexmark.limit;

import io.millrace.benchmarks.nexmark.query.AuctionBids;
import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.AuctionGenerator;
import io.millrace.examples.auction.Bid;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * q5b: one count for each auction and second, and a running total of the last minute, from which
 * the second that leaves it is subtracted.
 */
class BidsPerAuctionLimit extends ExchangingWorker<LongTable> {

  private static final int SECONDS = 60;
  private static final int PER_SECOND = 1024;
  private static final int PER_MINUTE = 1 << 16;

  private final LongTable[] second;
  private final LongTable minute = LongTable.ofCounts(PER_MINUTE);
  private final @Nullable LongTable[] lastSeconds = new @Nullable LongTable[SECONDS];

  BidsPerAuctionLimit(int threads) {
    second = new LongTable[threads];
    Arrays.setAll(second, thread -> LongTable.ofCounts(PER_SECOND));
  }

  @Override
  final void event(AuctionEvent event) {
    if (event instanceof Bid bid) {
      LongTable counts = second[Keys.owner(bid.auction(), second.length)];
      int slot = counts.slot(bid.auction());
      counts.counts[slot]++;
    }
  }

  @Override
  final LongTable take(int thread) {
    LongTable taken = second[thread];
    second[thread] = LongTable.ofCounts(PER_SECOND);
    return taken;
  }

  @Override
  final void merge(long second, List<LongTable> parts) {
    LongTable all = parts.get(0);
    for (int i = 1; i < parts.size(); i++) {
      all.addCounts(parts.get(i));
    }
    minute.addCounts(all);
    advance(second, all);
  }

  private void advance(long second, @Nullable LongTable counts) {
    int place = (int) (second % SECONDS);
    LongTable leaving = lastSeconds[place];
    lastSeconds[place] = counts;
    if (leaving != null) {
      subtract(leaving);
    }
    fire(AuctionGenerator.BASE_TIME + (second - SECONDS + 1) * 1000, minute);
  }

  private void subtract(LongTable leaving) {
    for (int i = 0; i < leaving.keys.length; i++) {
      if (leaving.keys[i] != 0) {
        int slot = minute.slot(leaving.keys[i]);
        minute.counts[slot] -= leaving.counts[i];
        if (minute.counts[slot] == 0) {
          minute.remove(slot);
        }
      }
    }
  }

  /** A window is over. */
  void fire(long windowStart, LongTable counts) {
    for (int i = 0; i < counts.keys.length; i++) {
      if (counts.keys[i] != 0) {
        tally.add(AuctionBids.hash(counts.keys[i], windowStart, counts.counts[i]));
      }
    }
  }

  @Override
  final void end(long lastSecond) {
    for (int later = 1; later < SECONDS; later++) {
      advance(lastSecond + later, null);
    }
  }
}
