package io.millrace.examples.auction;

import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Duration;

/** When each bidder was active: sessions, which end when no bid came for some time. */
public final class BidderSessions extends PTransform<PCollection<Bid>, PCollection<BidderSession>> {

  private final Duration gap;

  /**
   * Sessions.
   *
   * @param gap how long a bidder must make no bid for the session to end
   */
  public BidderSessions(Duration gap) {
    this.gap = gap;
  }

  @Override
  public PCollection<BidderSession> expand(PCollection<Bid> bids) {
    return bids.apply("BidderOfBid", MapElements.into(TypeDescriptors.longs()).via(Bid::bidder))
        .apply("Sessions", Window.into(Sessions.withGapDuration(gap)))
        .apply("BidsPerSession", Count.perElement())
        .apply("StartAndEnd", ParDo.of(new Describe(gap)));
  }

  /** The window of a session begins with its first bid and ends a gap after its last. */
  private static final class Describe extends DoFn<KV<Long, Long>, BidderSession> {

    private final Duration gap;

    Describe(Duration gap) {
      this.gap = gap;
    }

    @ProcessElement
    public void processElement(
        @Element KV<Long, Long> bidsOfBidder,
        IntervalWindow window,
        OutputReceiver<BidderSession> out) {
      out.output(
          new BidderSession(
              bidsOfBidder.getKey(),
              bidsOfBidder.getValue(),
              window.start().toEpochMilli(),
              window.end().minus(gap).toEpochMilli()));
    }
  }
}
