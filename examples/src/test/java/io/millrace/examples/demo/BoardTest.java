package io.millrace.examples.demo;

import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.AuctionGenerator;
import io.millrace.examples.auction.AuctionSource;
import io.millrace.examples.auction.Bid;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Filter;
import io.millrace.sdk.values.PCollection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The board of three seconds of events, confirmed by plain loops. */
class BoardTest {

  private static final long EVENTS_PER_SECOND = 1000 * AuctionGenerator.EVENTS_PER_MILLI;
  private static final long EVENTS = 3 * EVENTS_PER_SECOND;

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  private PCollection<Line> lines(Row row) {
    return pipeline
        .apply(Read.from(AuctionSource.between(0, EVENTS)))
        .apply(new Board())
        .apply(Filter.by(line -> line.row() == row));
  }

  private static Line line(Row row, long start, long end, String text) {
    return new Line(
        row,
        AuctionGenerator.BASE_TIME + end * 1000,
        String.format(Locale.ROOT, "%3d-%d s  %s", start, end, text));
  }

  private static List<Bid> bids(long fromSecond, long toSecond) {
    List<Bid> bids = new ArrayList<>();
    long to = Math.min(EVENTS, toSecond * EVENTS_PER_SECOND);
    for (long i = Math.max(0, fromSecond * EVENTS_PER_SECOND); i < to; i++) {
      AuctionEvent event = AuctionGenerator.event(i);
      if (event instanceof Bid bid) {
        bids.add(bid);
      }
    }
    return bids;
  }

  @Test
  void theHighestBidIsTheFirstOfTheHighestPrice() {
    Bid highest = null;
    for (Bid bid : bids(0, 10)) {
      highest = highest == null || bid.price() > highest.price() ? bid : highest;
    }

    PAssert.that(lines(Row.HIGHEST))
        .containsInAnyOrder(
            line(
                Row.HIGHEST,
                0,
                10,
                String.format(
                    Locale.ROOT,
                    "$%,.2f by person %d for auction %d",
                    highest.price() / 100.0,
                    highest.bidder(),
                    highest.auction())));
    pipeline.run();
  }

  @Test
  void theBusiestAuctionsAreThoseOfTheLastTenSecondsEveryTwo() {
    List<Line> expected = new ArrayList<>();
    for (long start = -8; start < 3; start += 2) {
      Map<Long, Integer> counts = new HashMap<>();
      bids(start, start + 10).forEach(bid -> counts.merge(bid.auction(), 1, Integer::sum));
      String busiest =
          counts.entrySet().stream()
              .sorted(
                  Map.Entry.<Long, Integer>comparingByValue()
                      .reversed()
                      .thenComparing(Map.Entry.comparingByKey()))
              .limit(3)
              .map(e -> String.format(Locale.ROOT, "%d (%,d bids)", e.getKey(), e.getValue()))
              .collect(Collectors.joining(", "));
      expected.add(line(Row.BUSIEST, start, start + 10, busiest));
    }

    PAssert.that(lines(Row.BUSIEST)).containsInAnyOrder(expected);
    pipeline.run();
  }

  /** What a session is made of, in a plain loop. */
  private static final class Session {
    final long bidder;
    final long start;
    long end;
    int bids;

    Session(long bidder, long start) {
      this.bidder = bidder;
      this.start = start;
      this.end = start;
    }
  }

  @Test
  void theLongestSessionsEndASecondAfterTheirLastBid() {
    Map<Long, Session> open = new TreeMap<>();
    List<Session> all = new ArrayList<>();
    for (Bid bid : bids(0, 10)) {
      Session session = open.get(bid.bidder());
      if (session == null || bid.dateTime() - session.end >= 1000) {
        session = new Session(bid.bidder(), bid.dateTime());
        open.put(bid.bidder(), session);
        all.add(session);
      }
      session.end = bid.dateTime();
      session.bids++;
    }
    all.sort(
        (a, b) ->
            a.bids != b.bids ? Integer.compare(b.bids, a.bids) : Long.compare(a.bidder, b.bidder));
    String longest =
        all.stream()
            .limit(3)
            .map(
                s ->
                    String.format(
                        Locale.ROOT,
                        "person %d (%,d bids in %.1f s)",
                        s.bidder,
                        s.bids,
                        (s.end - s.start) / 1000.0))
            .collect(Collectors.joining(", "));

    PAssert.that(lines(Row.SESSIONS)).containsInAnyOrder(line(Row.SESSIONS, 0, 10, longest));
    pipeline.run();
  }

  @Test
  void eventsAreCountedEverySecond() {
    PAssert.that(lines(Row.EVENTS))
        .containsInAnyOrder(
            line(Row.EVENTS, 0, 1, "10,000"),
            line(Row.EVENTS, 1, 2, "10,000"),
            line(Row.EVENTS, 2, 3, "10,000"));
    pipeline.run();
  }
}
