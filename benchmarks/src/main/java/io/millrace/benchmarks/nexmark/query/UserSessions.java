package io.millrace.benchmarks.nexmark.query;

import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.Bid;
import io.millrace.examples.auction.BidderSession;
import io.millrace.examples.auction.BidderSessions;
import io.millrace.examples.auction.Events;
import io.millrace.examples.auction.ResultHash;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;

/** q11: how often each bidder bid before they made a pause of ten seconds. */
public record UserSessions() implements AuctionQuery<BidderSession> {

  /** How long a pause ends a session. */
  public static final Duration GAP = Duration.ofSeconds(10);

  @Override
  public PCollection<BidderSession> answer(PCollection<AuctionEvent> events) {
    return events.apply("Bids", Events.only(Bid.class)).apply("PerBidder", new BidderSessions(GAP));
  }

  @Override
  public long hash(BidderSession row) {
    return hash(row.bidder(), row.bids(), row.start(), row.end());
  }

  /**
   * The hash of a row.
   *
   * @param start when the first bid was made, in milliseconds after the epoch
   * @param last when the last one was
   */
  public static long hash(long bidder, long bids, long start, long last) {
    return ResultHash.of(ResultHash.of(bidder, bids), ResultHash.of(start, last + GAP.toMillis()));
  }
}
