package io.millrace.examples.auction;

import io.millrace.sdk.transforms.Max;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.values.PCollection;
import java.io.Serializable;
import java.util.Comparator;

/**
 * The bid with the highest price in each window; of several the one made first. Nothing if there is
 * no bid.
 */
public final class HighestBid extends PTransform<PCollection<Bid>, PCollection<Bid>> {

  /** By price, then the earlier before the later; the rest only makes the order complete. */
  private static final class ByPrice implements Comparator<Bid>, Serializable {
    @Override
    public int compare(Bid a, Bid b) {
      int byPrice = Long.compare(a.price(), b.price());
      if (byPrice != 0) {
        return byPrice;
      }
      int byTime = Long.compare(b.dateTime(), a.dateTime());
      return byTime != 0 ? byTime : Long.compare(b.bidder(), a.bidder());
    }
  }

  @Override
  public PCollection<Bid> expand(PCollection<Bid> bids) {
    return bids.apply(Max.globally(new ByPrice()).withoutDefaults());
  }
}
