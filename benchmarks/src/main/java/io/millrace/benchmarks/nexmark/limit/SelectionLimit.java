package io.millrace.benchmarks.nexmark.limit;

import io.millrace.benchmarks.nexmark.query.Selection;
import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.Bid;

/** q2. */
final class SelectionLimit extends Worker {

  @Override
  void event(AuctionEvent event) {
    if (event instanceof Bid bid && Selection.isSelected(bid)) {
      tally.add(Selection.hash(bid.auction(), bid.price()));
    }
  }
}
