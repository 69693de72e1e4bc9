package io.millrace.examples.auction;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.ConsoleIO;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.join.IntervalJoin;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Duration;

/**
 * Joins two streams by key and time: finds the auctions that nobody bids on within some time after
 * they were opened.
 *
 * <pre>{@code
 * bin/millrace example quiet-auctions --withinMillis=50
 * }</pre>
 *
 * <p>There are no windows: an auction is known to be quiet as soon as event time has passed the
 * last instant at which a bid could have come, and is then forgotten.
 */
public final class QuietAuctions
    extends PTransform<PCollection<AuctionEvent>, PCollection<Auction>> {

  private static final long EVENTS_PER_SECOND = 1000 * AuctionGenerator.EVENTS_PER_MILLI;

  private final Duration within;

  /**
   * Auctions without a bid.
   *
   * @param within how long after the opening of an auction its first bid may come
   */
  public QuietAuctions(Duration within) {
    this.within = within;
  }

  @Override
  public PCollection<Auction> expand(PCollection<AuctionEvent> events) {
    PCollection<KV<Long, Auction>> auctions =
        events
            .apply("Auctions", Events.only(Auction.class))
            .apply("ById", WithKeys.of(Auction::id).withKeyType(TypeDescriptors.longs()));
    PCollection<KV<Long, Bid>> bids =
        events
            .apply("Bids", Events.only(Bid.class))
            .apply("ByAuction", WithKeys.of(Bid::auction).withKeyType(TypeDescriptors.longs()));
    return auctions
        .apply("Join", IntervalJoin.between(Duration.ZERO, within).leftOuter(bids))
        .apply("WithoutBid", ParDo.of(new WithoutBid()));
  }

  /** In an outer join null stands for the partner that never came. */
  private static final class WithoutBid extends DoFn<KV<Long, KV<Auction, Bid>>, Auction> {
    @ProcessElement
    public void processElement(
        @Element KV<Long, KV<Auction, Bid>> pair, OutputReceiver<Auction> out) {
      if (pair.getValue().getValue() == null) {
        out.output(pair.getValue().getKey());
      }
    }
  }

  /** What the program can be told. */
  public interface Options extends PipelineOptions {

    @Description("How many seconds of the site's time to look at.")
    @Default.Integer(5)
    int getSeconds();

    void setSeconds(int value);

    @Description("How long an auction may wait for its first bid, in milliseconds.")
    @Default.Integer(50)
    int getWithinMillis();

    void setWithinMillis(int value);
  }

  /** Builds and runs the pipeline. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(
            "Events", Read.from(AuctionSource.between(0, options.getSeconds() * EVENTS_PER_SECOND)))
        .apply("Quiet", new QuietAuctions(Duration.ofMillis(options.getWithinMillis())))
        .apply(
            "Describe",
            MapElements.into(TypeDescriptors.strings())
                .via(auction -> "nobody wants auction " + auction.id() + ": " + auction.itemName()))
        .apply("Show", ConsoleIO.write());
    pipeline.run().waitUntilFinish();
  }
}
