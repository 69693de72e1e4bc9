package io.millrace.benchmarks.nexmark.query;

import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.Bid;
import io.millrace.examples.auction.Events;
import io.millrace.examples.auction.ResultHash;
import io.millrace.sdk.transforms.Max;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import java.io.Serializable;
import java.time.Duration;
import java.util.Comparator;

/** q7: the highest bid of each ten seconds. */
public record HighestBids() implements AuctionQuery<Bid> {

  /** The size of the windows. */
  public static final Duration SIZE = Duration.ofSeconds(10);

  private static final class ByPrice implements Comparator<Bid>, Serializable {

    private static final long serialVersionUID = 1;

    @Override
    public int compare(Bid a, Bid b) {
      return compareBids(a, b);
    }
  }

  @Override
  public PCollection<Bid> answer(PCollection<AuctionEvent> events) {
    return events
        .apply("Bids", Events.only(Bid.class))
        .apply("TenSeconds", Window.into(FixedWindows.of(SIZE)))
        .apply("Highest", Max.globally(new ByPrice()).withoutDefaults());
  }

  /** By price; of equal ones the earlier is the greater. The rest makes the answer unique. */
  public static int compareBids(Bid a, Bid b) {
    if (a.price() != b.price()) {
      return Long.compare(a.price(), b.price());
    }
    if (a.dateTime() != b.dateTime()) {
      return Long.compare(b.dateTime(), a.dateTime());
    }
    return a.auction() != b.auction()
        ? Long.compare(b.auction(), a.auction())
        : Long.compare(b.bidder(), a.bidder());
  }

  @Override
  public long hash(Bid bid) {
    return hashOf(bid);
  }

  /** The hash of a row. */
  public static long hashOf(Bid bid) {
    return ResultHash.of(
        ResultHash.of(bid.price(), bid.dateTime()), ResultHash.of(bid.auction(), bid.bidder()));
  }
}
