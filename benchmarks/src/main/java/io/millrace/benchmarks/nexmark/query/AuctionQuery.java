package io.millrace.benchmarks.nexmark.query;

import io.millrace.benchmarks.Numbered;
import io.millrace.examples.auction.AuctionEvent;

/**
 * A question about the events of the auction site.
 *
 * @param <R> a row of the answer
 */
public interface AuctionQuery<R> extends Query<AuctionEvent, R> {

  @Override
  default Numbered<AuctionEvent> input() {
    return new AuctionEvents();
  }
}
