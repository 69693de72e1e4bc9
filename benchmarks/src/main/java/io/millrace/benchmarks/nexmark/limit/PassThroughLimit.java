package io.millrace.benchmarks.nexmark.limit;

import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.ResultHash;

/** q0. */
final class PassThroughLimit extends Worker {

  @Override
  void event(AuctionEvent event) {
    tally.add(ResultHash.of(event));
  }
}
