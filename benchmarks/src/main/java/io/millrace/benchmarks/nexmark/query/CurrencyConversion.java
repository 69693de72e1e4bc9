package io.millrace.benchmarks.nexmark.query;

import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.Bid;
import io.millrace.examples.auction.Events;
import io.millrace.examples.auction.ResultHash;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;

/** q1: every bid with its price in another currency, of which 89 are 100. */
public record CurrencyConversion() implements AuctionQuery<Bid> {

  @Override
  public PCollection<Bid> answer(PCollection<AuctionEvent> events) {
    return events
        .apply("Bids", Events.only(Bid.class))
        .apply(
            "Convert",
            MapElements.into(TypeDescriptor.of(Bid.class)).via(CurrencyConversion::converted));
  }

  /** The bid with its price converted. */
  public static Bid converted(Bid bid) {
    return new Bid(
        bid.auction(),
        bid.bidder(),
        bid.price() * 89 / 100,
        bid.channel(),
        bid.url(),
        bid.dateTime());
  }

  @Override
  public long hash(Bid bid) {
    return ResultHash.of(bid);
  }
}
