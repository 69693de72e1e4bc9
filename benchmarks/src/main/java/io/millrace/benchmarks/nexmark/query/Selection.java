package io.millrace.benchmarks.nexmark.query;

import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.Bid;
import io.millrace.examples.auction.Events;
import io.millrace.examples.auction.ResultHash;
import io.millrace.sdk.transforms.Filter;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;

/** q2: auction and price of the bids on every 123rd auction. */
public record Selection() implements AuctionQuery<KV<Long, Long>> {

  @Override
  public PCollection<KV<Long, Long>> answer(PCollection<AuctionEvent> events) {
    return events
        .apply("Bids", Events.only(Bid.class))
        .apply("Select", Filter.by(Selection::isSelected))
        .apply(
            "AuctionAndPrice",
            MapElements.into(TypeDescriptors.kvs(TypeDescriptors.longs(), TypeDescriptors.longs()))
                .via(bid -> KV.of(bid.auction(), bid.price())));
  }

  /** Whether the bid is on an auction that is asked for. */
  public static boolean isSelected(Bid bid) {
    return bid.auction() % 123 == 0;
  }

  @Override
  public long hash(KV<Long, Long> auctionAndPrice) {
    return hash(auctionAndPrice.getKey(), auctionAndPrice.getValue());
  }

  /** The hash of a row. */
  public static long hash(long auction, long price) {
    return ResultHash.of(auction, price);
  }
}
