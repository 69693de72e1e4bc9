package io.millrace.benchmarks.nexmark.limit;

import io.millrace.benchmarks.nexmark.query.CurrencyConversion;
import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.Bid;
import io.millrace.examples.auction.ResultHash;

/** q1. */
final class CurrencyConversionLimit extends Worker {

  @Override
  void event(AuctionEvent event) {
    if (event instanceof Bid bid) {
      tally.add(ResultHash.of(CurrencyConversion.converted(bid)));
    }
  }
}
