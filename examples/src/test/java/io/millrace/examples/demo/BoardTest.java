package io.millrace.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.examples.auction.Auction;
import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.AuctionGenerator;
import io.millrace.examples.auction.AuctionSource;
import io.millrace.examples.auction.Bid;
import io.millrace.examples.auction.Person;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BoardTest {

  private static final Instant BASE = Instant.ofEpochMilli(AuctionGenerator.BASE_TIME);
  private static final long EVENTS_PER_SECOND = 1000 * AuctionGenerator.EVENTS_PER_MILLI;

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  /** The board of some events, made with a plain loop. */
  private static String expected(long from, long to) {
    Bid highest = null;
    Map<Long, Long> bids = new HashMap<>();
    Map<Long, Long> auctions = new HashMap<>();
    Map<Long, String> names = new HashMap<>();
    for (long i = from; i < to; i++) {
      AuctionEvent event = AuctionGenerator.event(i);
      if (event instanceof Bid bid) {
        highest = highest == null || bid.price() > highest.price() ? bid : highest;
        bids.merge(bid.auction(), 1L, Long::sum);
      } else if (event instanceof Auction auction) {
        auctions.merge(auction.seller(), 1L, Long::sum);
      } else if (event instanceof Person person) {
        names.put(person.id(), person.name());
      }
    }
    auctions.keySet().retainAll(names.keySet());
    String busiest =
        bids.entrySet().stream()
            .sorted(
                Map.Entry.<Long, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(3)
            .map(
                e -> e.getKey() + " (" + String.format(Locale.ROOT, "%,d", e.getValue()) + " bids)")
            .collect(Collectors.joining(", "));
    String sellers =
        auctions.entrySet().stream()
            .sorted(
                Map.Entry.<Long, Long>comparingByValue()
                    .reversed()
                    .thenComparing(e -> names.get(e.getKey()), Comparator.naturalOrder()))
            .limit(3)
            .map(
                e ->
                    names.get(e.getKey())
                        + " ("
                        + String.format(Locale.ROOT, "%,d", e.getValue())
                        + " auctions)")
            .collect(Collectors.joining(", "));
    assertThat(highest).isNotNull();
    return String.format(
        Locale.ROOT,
        "  %-18s$%,.2f by person %d for auction %d%n  %-18s%s%n  %-18s%s",
        "highest bid",
        highest.price() / 100.0,
        highest.bidder(),
        highest.auction(),
        "busiest auctions",
        busiest,
        "new sellers",
        sellers);
  }

  private static IntervalWindow tenSecondsUpTo(long second) {
    return new IntervalWindow(BASE.plusSeconds(second - 10), BASE.plusSeconds(second));
  }

  @Test
  void eachWindowHasItsOwnBoardWhichAPlainLoopConfirms() {
    PCollection<String> boards =
        pipeline
            .apply(Read.from(AuctionSource.between(0, 3 * EVENTS_PER_SECOND)))
            .apply(
                Window.into(SlidingWindows.of(Duration.ofSeconds(10)).every(Duration.ofSeconds(1))))
            .apply(new Board());

    PAssert.that(boards)
        .inWindow(tenSecondsUpTo(1))
        .containsInAnyOrder(expected(0, EVENTS_PER_SECOND));
    PAssert.that(boards)
        .inWindow(tenSecondsUpTo(3))
        .containsInAnyOrder(expected(0, 3 * EVENTS_PER_SECOND));
    PAssert.that(boards)
        .inWindow(tenSecondsUpTo(12))
        .containsInAnyOrder(expected(2 * EVENTS_PER_SECOND, 3 * EVENTS_PER_SECOND));
    pipeline.run();
  }
}
