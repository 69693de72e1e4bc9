package io.millrace.examples.demo;

import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.Bid;
import io.millrace.examples.auction.BidderSession;
import io.millrace.examples.auction.BidderSessions;
import io.millrace.examples.auction.BusiestAuctions;
import io.millrace.examples.auction.Events;
import io.millrace.examples.auction.HighestBid;
import io.millrace.sdk.transforms.Combine;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.Top;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import java.io.Serializable;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The results of the site, as lines of the board. */
final class Board extends PTransform<PCollection<AuctionEvent>, PCollection<Line>> {

  private static final int SHOWN = 3;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LATENESS = Duration.ofSeconds(5);
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  @Override
  public PCollection<Line> expand(PCollection<AuctionEvent> events) {
    PCollection<Bid> bids = events.apply("Bids", Events.only(Bid.class));
    return PCollectionList.of(highestBids(bids))
        .and(busiestAuctions(bids))
        .and(longestSessions(bids))
        .and(eventsPerSecond(events))
        .apply("Lines", Flatten.pCollections());
  }

  /**
   * Every second what is known so far, the result at the end, and corrections if late bids come.
   */
  private static PCollection<Line> highestBids(PCollection<Bid> bids) {
    return bids.apply(
            "TenSeconds",
            Window.<Bid>into(FixedWindows.of(TEN_SECONDS))
                .triggering(
                    AfterWatermark.pastEndOfWindow()
                        .withEarlyFirings(
                            AfterProcessingTime.pastFirstElementInPane().plusDelayOf(SECOND))
                        .withLateFirings(
                            AfterProcessingTime.pastFirstElementInPane().plusDelayOf(SECOND)))
                .withAllowedLateness(LATENESS)
                .accumulatingFiredPanes())
        .apply("HighestBid", new HighestBid())
        .apply("HighestLine", lines(Row.HIGHEST, Board::text));
  }

  private static PCollection<Line> busiestAuctions(PCollection<Bid> bids) {
    return bids.apply(
            "LastTenSeconds",
            Window.into(SlidingWindows.of(TEN_SECONDS).every(Duration.ofSeconds(2))))
        .apply("BusiestAuctions", new BusiestAuctions(SHOWN))
        .apply("BusiestLine", lines(Row.BUSIEST, Board::text));
  }

  /** Of the sessions that ended within ten seconds. */
  private static PCollection<Line> longestSessions(PCollection<Bid> bids) {
    return bids.apply("BidderSessions", new BidderSessions(SECOND))
        .apply("OfTenSeconds", Window.into(FixedWindows.of(TEN_SECONDS)))
        .apply("Longest", Top.of(SHOWN, new ByBids()).withoutDefaults())
        .apply("SessionsLine", lines(Row.SESSIONS, Board::sessions));
  }

  private static PCollection<Line> eventsPerSecond(PCollection<AuctionEvent> events) {
    return events
        .apply("EachSecond", Window.into(FixedWindows.of(SECOND)))
        .apply("Events", Combine.globally(Count.<AuctionEvent>combineFn()).withoutDefaults())
        .apply("EventsLine", lines(Row.EVENTS, n -> String.format(Locale.ROOT, "%,d", n)));
  }

  /** By number of bids, then by bidder, so that the order is complete. */
  private static final class ByBids implements Comparator<BidderSession>, Serializable {
    @Override
    public int compare(BidderSession a, BidderSession b) {
      int byBids = Long.compare(a.bids(), b.bids());
      return byBids != 0 ? byBids : Long.compare(b.bidder(), a.bidder());
    }
  }

  private static String text(Bid bid) {
    return String.format(
        Locale.ROOT,
        "$%,.2f by person %d for auction %d",
        bid.price() / 100.0,
        bid.bidder(),
        bid.auction());
  }

  private static String text(List<KV<Long, Long>> auctions) {
    return auctions.stream()
        .map(kv -> String.format(Locale.ROOT, "%d (%,d bids)", kv.getKey(), kv.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String sessions(List<BidderSession> sessions) {
    return sessions.stream()
        .map(
            session ->
                String.format(
                    Locale.ROOT,
                    "person %d (%,d bids in %.1f s)",
                    session.bidder(),
                    session.bids(),
                    (session.end() - session.start()) / 1000.0))
        .collect(Collectors.joining(", "));
  }

  /** Lines of whatever windows, as they come. */
  static PTransform<PCollection<Line>, PCollection<Line>> inOneWindow() {
    return Window.<Line>into(new GlobalWindows())
        .triggering(DefaultTrigger.of())
        .withAllowedLateness(LATENESS)
        .discardingFiredPanes();
  }

  private static <T> PTransform<PCollection<T>, PCollection<Line>> lines(
      Row row, SerializableFunction<T, String> text) {
    return new Lines<>(row, text);
  }

  /** Results as lines. */
  private static final class Lines<T> extends PTransform<PCollection<T>, PCollection<Line>> {
    private final Row row;
    private final SerializableFunction<T, String> text;

    Lines(Row row, SerializableFunction<T, String> text) {
      this.row = row;
      this.text = text;
    }

    @Override
    public PCollection<Line> expand(PCollection<T> results) {
      return results
          .apply("Describe", ParDo.of(new LineFn<>(row, text)))
          .apply("All", inOneWindow());
    }
  }
}
