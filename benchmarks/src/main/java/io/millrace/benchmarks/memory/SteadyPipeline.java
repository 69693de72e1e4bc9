package io.millrace.benchmarks.memory;

import io.millrace.benchmarks.nexmark.query.BidsPerAuction;
import io.millrace.examples.auction.Auction;
import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.Bid;
import io.millrace.examples.auction.BidderSessions;
import io.millrace.examples.auction.Events;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.MapState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.Combine;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.Max;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Duration;
import java.time.Instant;

/**
 * Something of everything that keeps memory: windows that overlap, sessions, state of several kinds
 * that lives for some time, timers of both clocks, and side inputs by window and by the last pane.
 * Keys come and go: an auction lives for some hundred milliseconds, a bidder for some seconds.
 */
final class SteadyPipeline {

  private static final Duration WINDOW = Duration.ofSeconds(10);

  private SteadyPipeline() {}

  /** Applies all of it. */
  static void apply(PCollection<AuctionEvent> events) {
    PCollection<Bid> bids = events.apply("OfBids", Events.only(Bid.class));
    new BidsPerAuction().answer(events).apply("SlidingRows", ParDo.of(new Rows<>("sliding")));
    bids.apply("Sessions", new BidderSessions(Duration.ofSeconds(10)))
        .apply("SessionRows", ParDo.of(new Rows<>("sessions")));
    bids.apply(
            "ByBidder",
            MapElements.into(TypeDescriptors.kvs(TypeDescriptors.longs(), TypeDescriptors.longs()))
                .via(bid -> KV.of(bid.bidder(), bid.price())))
        .apply("Remember", ParDo.of(new Remember()))
        .apply("StateRows", ParDo.of(new Rows<>("state")));
    shares(events, bids).apply("SideInputRows", ParDo.of(new Rows<>("sideInputs")));
  }

  /** Each bid against the auctions of its window and the last known highest of their prices. */
  private static PCollection<Long> shares(PCollection<AuctionEvent> events, PCollection<Bid> bids) {
    PCollection<Long> initialBids =
        events
            .apply("OfAuctions", Events.only(Auction.class))
            .apply(
                "InitialBid", MapElements.into(TypeDescriptors.longs()).via(Auction::initialBid));
    PCollectionView<Long> auctions =
        initialBids
            .apply("AuctionWindows", Window.into(FixedWindows.of(WINDOW)))
            .apply("CountAuctions", Combine.globally(Count.<Long>combineFn()).withoutDefaults())
            .apply("AuctionsOfWindow", View.<Long>asSingleton().withDefaultValue(0L));
    PCollectionView<Long> highest =
        initialBids
            .apply("PriceWindows", Window.into(FixedWindows.of(Duration.ofSeconds(1))))
            .apply("HighestPrice", Combine.globally(Max.ofLongs()).withoutDefaults())
            .apply(
                "AtOnce",
                Window.<Long>into(new GlobalWindows())
                    .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                    .discardingFiredPanes())
            .apply("LastHighest", View.asLatest());
    return bids.apply("BidWindows", Window.into(FixedWindows.of(WINDOW)))
        .apply(
            "Share",
            ParDo.of(new Share())
                .withSideInput("auctions", auctions)
                .withSideInput("highest", highest));
  }

  private static final class Share extends DoFn<Bid, Long> {

    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element Bid bid,
        @SideInput("auctions") Long auctions,
        @SideInput("highest") Long highest,
        OutputReceiver<Long> out) {
      out.output(bid.price() * auctions / Math.max(1, highest));
    }
  }

  /** Keeps something of each bidder until it is over or they were quiet for a while. */
  private static final class Remember extends DoFn<KV<Long, Long>, Long> {

    private static final long serialVersionUID = 1;

    private static final Duration QUIET = Duration.ofSeconds(20);
    private static final Duration TTL = Duration.ofMinutes(1);
    private static final int RECENT = 10;

    @StateId("highest")
    private final StateSpec<ValueState<Long>> highest = StateSpecs.<Long>value().withTtl(TTL);

    @StateId("prices")
    private final StateSpec<MapState<Long, Long>> prices =
        StateSpecs.<Long, Long>map().withTtl(TTL, TimeDomain.PROCESSING_TIME);

    @StateId("recent")
    private final StateSpec<BagState<Long>> recent = StateSpecs.bag();

    @StateId("bids")
    private final StateSpec<ValueState<Long>> bids = StateSpecs.value();

    @TimerId("quiet")
    private final TimerSpec quiet = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @TimerId("soon")
    private final TimerSpec soon = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @ProcessElement
    public void processElement(
        @Element KV<Long, Long> bid,
        @Timestamp Instant time,
        @StateId("highest") ValueState<Long> highest,
        @StateId("prices") MapState<Long, Long> prices,
        @StateId("recent") BagState<Long> recent,
        @StateId("bids") ValueState<Long> bids,
        @TimerId("quiet") Timer quiet,
        @TimerId("soon") Timer soon) {
      Long before = bids.read();
      long number = before == null ? 1 : before + 1;
      bids.write(number);
      Long best = highest.read();
      if (best == null || best < bid.getValue()) {
        highest.write(bid.getValue());
        prices.put(bid.getValue(), number);
      }
      if (number % RECENT == 0) {
        recent.clear();
      }
      recent.add(bid.getValue());
      quiet.set(time.plus(QUIET));
      if (number == 1) {
        soon.offset(QUIET).withNoOutputTimestamp().setRelative();
      }
    }

    /** What has a time to live goes by itself. */
    @OnTimer("quiet")
    public void onQuiet(
        @StateId("recent") BagState<Long> recent,
        @StateId("bids") ValueState<Long> bids,
        OutputReceiver<Long> out) {
      Long number = bids.read();
      out.output(number == null ? 0 : number);
      recent.clear();
      bids.clear();
    }

    @OnTimer("soon")
    public void onSoon(@StateId("recent") BagState<Long> recent) {
      recent.clear();
    }
  }

  /** Counts what comes out of a branch. */
  private static final class Rows<T> extends DoFn<T, Void> {

    private static final long serialVersionUID = 1;

    private final Counter rows;
    private long count;

    Rows(String branch) {
      this.rows = Metrics.counter(SteadyPipeline.class, branch);
    }

    @ProcessElement
    public void processElement() {
      count++;
    }

    @FinishBundle
    public void finishBundle() {
      rows.inc(count);
      count = 0;
    }
  }

  /** The counter of a branch's rows: sliding, sessions, state or sideInputs. */
  static MetricName rows(String branch) {
    return MetricName.named(SteadyPipeline.class, branch);
  }
}
