package io.millrace.benchmarks.nexmark.query;

import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.Bid;
import io.millrace.examples.auction.Events;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Duration;

/** q5b: how often each auction was bid on, in sliding windows of a minute every second. */
public record BidsPerAuction() implements AuctionQuery<AuctionBids> {

  @Override
  public PCollection<AuctionBids> answer(PCollection<AuctionEvent> events) {
    return events
        .apply("Bids", Events.only(Bid.class))
        .apply("AuctionOfBid", MapElements.into(TypeDescriptors.longs()).via(Bid::auction))
        .apply(
            "Minutes",
            Window.into(SlidingWindows.of(Duration.ofMinutes(1)).every(Duration.ofSeconds(1))))
        .apply("Count", Count.perElement())
        .apply("WithWindow", ParDo.of(new WithWindow()));
  }

  private static final class WithWindow extends DoFn<KV<Long, Long>, AuctionBids> {

    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element KV<Long, Long> bidsOfAuction,
        IntervalWindow window,
        OutputReceiver<AuctionBids> out) {
      out.output(
          new AuctionBids(
              bidsOfAuction.getKey(), window.start().toEpochMilli(), bidsOfAuction.getValue()));
    }
  }

  @Override
  public long hash(AuctionBids row) {
    return row.hash();
  }
}
