package io.millrace.benchmarks.nexmark.query;

import io.millrace.examples.auction.ResultHash;

/**
 * How often an auction was bid on in a window.
 *
 * @param windowStart in milliseconds after the epoch
 */
public record AuctionBids(long auction, long windowStart, long bids) {

  /** The hash of such a row. */
  public static long hash(long auction, long windowStart, long bids) {
    return ResultHash.of(auction, windowStart, bids);
  }

  long hash() {
    return hash(auction, windowStart, bids);
  }
}
