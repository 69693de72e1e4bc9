package io.millrace.benchmarks.nexmark.query;

import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.ResultHash;
import io.millrace.sdk.values.PCollection;

/** q0: every event as it is. */
public record PassThrough() implements AuctionQuery<AuctionEvent> {

  @Override
  public PCollection<AuctionEvent> answer(PCollection<AuctionEvent> events) {
    return events;
  }

  @Override
  public long hash(AuctionEvent event) {
    return ResultHash.of(event);
  }
}
