package io.millrace.examples.demo;

import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.Bid;
import io.millrace.examples.auction.BusiestAuctions;
import io.millrace.examples.auction.Events;
import io.millrace.examples.auction.HighestBid;
import io.millrace.examples.auction.NewSellers;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.Top;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The three results of the events of each window as one text of three lines. */
final class Board extends PTransform<PCollection<AuctionEvent>, PCollection<String>> {

  private static final int SHOWN = 3;

  @Override
  public PCollection<String> expand(PCollection<AuctionEvent> events) {
    PCollection<Bid> bids = events.apply("Bids", Events.only(Bid.class));
    PCollection<String> highest =
        bids.apply("HighestBid", new HighestBid())
            .apply("HighestLine", MapElements.into(TypeDescriptors.strings()).via(Board::highest));
    PCollection<String> busiest =
        bids.apply("BusiestAuctions", new BusiestAuctions(SHOWN))
            .apply("BusiestLine", MapElements.into(TypeDescriptors.strings()).via(Board::busiest));
    PCollection<String> sellers =
        events
            .apply("NewSellers", new NewSellers())
            .apply("MostAuctions", Top.of(SHOWN, new ByAuctions()).withoutDefaults())
            .apply("SellersLine", MapElements.into(TypeDescriptors.strings()).via(Board::sellers));
    return PCollectionList.of(highest)
        .and(busiest)
        .and(sellers)
        .apply("Lines", Flatten.pCollections())
        .apply("OneBoard", WithKeys.of(0))
        .apply("Together", GroupByKey.create())
        .apply("Text", MapElements.into(TypeDescriptors.strings()).via(Board::text));
  }

  /** By number of auctions, then by name, so that the order is complete. */
  private static final class ByAuctions implements Comparator<KV<String, Long>>, Serializable {
    @Override
    public int compare(KV<String, Long> a, KV<String, Long> b) {
      int byAuctions = Long.compare(a.getValue(), b.getValue());
      return byAuctions != 0 ? byAuctions : b.getKey().compareTo(a.getKey());
    }
  }

  private static String highest(Bid bid) {
    return line(
        1,
        "highest bid",
        String.format(
            Locale.ROOT,
            "$%,.2f by person %d for auction %d",
            bid.price() / 100.0,
            bid.bidder(),
            bid.auction()));
  }

  private static String busiest(List<KV<Long, Long>> auctions) {
    return line(
        2,
        "busiest auctions",
        auctions.stream()
            .map(kv -> String.format(Locale.ROOT, "%d (%,d bids)", kv.getKey(), kv.getValue()))
            .collect(Collectors.joining(", ")));
  }

  private static String sellers(List<KV<String, Long>> sellers) {
    return line(
        3,
        "new sellers",
        sellers.stream()
            .map(kv -> String.format(Locale.ROOT, "%s (%,d auctions)", kv.getKey(), kv.getValue()))
            .collect(Collectors.joining(", ")));
  }

  /** Lines arrive in any order, so each says where it belongs. */
  private static String line(int position, String title, String text) {
    return position + String.format(Locale.ROOT, "  %-18s%s", title, text.isEmpty() ? "-" : text);
  }

  private static String text(KV<Integer, Iterable<String>> group) {
    List<String> lines = new ArrayList<>();
    group.getValue().forEach(lines::add);
    lines.sort(null);
    return lines.stream().map(line -> line.substring(1)).collect(Collectors.joining("\n"));
  }
}
