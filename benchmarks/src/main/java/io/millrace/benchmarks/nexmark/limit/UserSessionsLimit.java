package io.millrace.benchmarks.nexmark.limit;

import io.millrace.benchmarks.nexmark.query.UserSessions;
import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.AuctionGenerator;
import io.millrace.examples.auction.Bid;
import java.util.Arrays;
import java.util.List;

/**
 * q11: the bids of a bidder within a second are one session, since the gap is longer; those of the
 * seconds are put together.
 */
final class UserSessionsLimit extends ExchangingWorker<LongTable> {

  private static final long GAP = UserSessions.GAP.toMillis();
  private static final int PER_SECOND = 1024;

  private final LongTable[] second;
  private final LongTable sessions = LongTable.ofSpans(1 << 13);

  UserSessionsLimit(int threads) {
    second = new LongTable[threads];
    Arrays.setAll(second, thread -> LongTable.ofSpans(PER_SECOND));
  }

  @Override
  void event(AuctionEvent event) {
    if (event instanceof Bid bid) {
      LongTable spans = second[Keys.owner(bid.bidder(), second.length)];
      int slot = spans.slot(bid.bidder());
      if (spans.counts[slot]++ == 0) {
        spans.firsts[slot] = bid.dateTime();
      }
      spans.lasts[slot] = bid.dateTime();
    }
  }

  @Override
  LongTable take(int thread) {
    LongTable taken = second[thread];
    second[thread] = LongTable.ofSpans(PER_SECOND);
    return taken;
  }

  @Override
  void merge(long second, List<LongTable> parts) {
    LongTable all = parts.get(0);
    for (int i = 1; i < parts.size(); i++) {
      addSpans(all, parts.get(i));
    }
    for (int i = 0; i < all.keys.length; i++) {
      if (all.keys[i] != 0) {
        append(all.keys[i], all.counts[i], all.firsts[i], all.lasts[i]);
      }
    }
    emitUntil(AuctionGenerator.BASE_TIME + (second + 1) * 1000);
  }

  private static void addSpans(LongTable spans, LongTable more) {
    for (int i = 0; i < more.keys.length; i++) {
      if (more.keys[i] != 0) {
        int slot = spans.slot(more.keys[i]);
        boolean isNew = spans.counts[slot] == 0;
        spans.firsts[slot] = isNew ? more.firsts[i] : Math.min(spans.firsts[slot], more.firsts[i]);
        spans.lasts[slot] = Math.max(spans.lasts[slot], more.lasts[i]);
        spans.counts[slot] += more.counts[i];
      }
    }
  }

  private void append(long bidder, long bids, long first, long last) {
    int slot = sessions.slot(bidder);
    if (sessions.counts[slot] != 0 && first >= sessions.lasts[slot] + GAP) {
      emit(slot);
      sessions.counts[slot] = 0;
    }
    if (sessions.counts[slot] == 0) {
      sessions.firsts[slot] = first;
    }
    sessions.counts[slot] += bids;
    sessions.lasts[slot] = last;
  }

  private void emitUntil(long time) {
    int slot = 0;
    while (slot < sessions.keys.length) {
      if (sessions.keys[slot] != 0 && sessions.lasts[slot] <= time - GAP) {
        emit(slot);
        // another may move to this slot: look again
        sessions.remove(slot);
      } else {
        slot++;
      }
    }
  }

  private void emit(int slot) {
    tally.add(
        UserSessions.hash(
            sessions.keys[slot],
            sessions.counts[slot],
            sessions.firsts[slot],
            sessions.lasts[slot]));
  }

  @Override
  void end(long lastSecond) {
    while (sessions.size() > 0) {
      emitUntil(Long.MAX_VALUE);
    }
  }
}
