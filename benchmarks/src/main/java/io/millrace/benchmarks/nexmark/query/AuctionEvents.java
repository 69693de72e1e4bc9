package io.millrace.benchmarks.nexmark.query;

import io.millrace.benchmarks.Numbered;
import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.AuctionGenerator;
import io.millrace.examples.auction.AuctionSource;
import io.millrace.sdk.coders.Coder;

/** The events of the auction site, in order of time. */
public record AuctionEvents() implements Numbered<AuctionEvent> {

  @Override
  public AuctionEvent element(long i) {
    return AuctionGenerator.event(i);
  }

  @Override
  public long timestampMillis(long i) {
    return AuctionGenerator.eventTime(i);
  }

  @Override
  public Coder<AuctionEvent> coder() {
    return AuctionSource.between(0, 1).getOutputCoder();
  }
}
