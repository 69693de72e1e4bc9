package io.millrace.examples.auction;

import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.Top;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * The auctions with the most bids in each window, most first: ids and numbers of bids, as one list.
 */
public final class BusiestAuctions
    extends PTransform<PCollection<Bid>, PCollection<List<KV<Long, Long>>>> {

  private final int count;

  /**
   * The busiest few.
   *
   * @param count how many, at least 1
   */
  public BusiestAuctions(int count) {
    this.count = count;
  }

  /** By number of bids; of equals, the older auction is the greater. */
  private static final class ByBids implements Comparator<KV<Long, Long>>, Serializable {
    @Override
    public int compare(KV<Long, Long> a, KV<Long, Long> b) {
      int byBids = Long.compare(a.getValue(), b.getValue());
      return byBids != 0 ? byBids : Long.compare(b.getKey(), a.getKey());
    }
  }

  @Override
  public PCollection<List<KV<Long, Long>>> expand(PCollection<Bid> bids) {
    return bids.apply("AuctionOfBid", MapElements.into(TypeDescriptors.longs()).via(Bid::auction))
        .apply("BidsPerAuction", Count.perElement())
        .apply("Most", Top.of(count, new ByBids()).withoutDefaults());
  }
}
