package io.millrace.benchmarks.nexmark.query;

import io.millrace.examples.auction.AuctionEvent;
import io.millrace.sdk.transforms.Max;
import io.millrace.sdk.values.PCollection;
import java.io.Serializable;
import java.util.Comparator;

/** q5: the auction that was bid on most in the last minute, every second. */
public record HotItems() implements AuctionQuery<AuctionBids> {

  /** By number of bids; of equals, the older auction is the greater. */
  private static final class ByBids implements Comparator<AuctionBids>, Serializable {

    private static final long serialVersionUID = 1;

    @Override
    public int compare(AuctionBids a, AuctionBids b) {
      int byBids = Long.compare(a.bids(), b.bids());
      return byBids != 0 ? byBids : Long.compare(b.auction(), a.auction());
    }
  }

  @Override
  public PCollection<AuctionBids> answer(PCollection<AuctionEvent> events) {
    return new BidsPerAuction()
        .answer(events)
        .apply("Most", Max.globally(new ByBids()).withoutDefaults());
  }

  @Override
  public long hash(AuctionBids row) {
    return row.hash();
  }
}
