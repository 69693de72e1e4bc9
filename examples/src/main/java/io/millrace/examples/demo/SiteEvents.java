package io.millrace.examples.demo;

import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.AuctionGenerator;
import io.millrace.examples.auction.SplitMix64;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import java.time.Instant;

/**
 * The events of the site as they arrive: without end, at a rate, out of order, and one in a
 * thousand of them late.
 *
 * <p>Event {@code i} arrives when {@code i / rate} seconds of the site's time have passed. It
 * happened up to two seconds before, which the watermark allows for, or else up to twelve.
 */
final class SiteEvents extends PTransform<PBegin, PCollection<AuctionEvent>> {

  /** By how much the watermark is behind what arrives. */
  static final Duration DISORDER = Duration.ofSeconds(2);

  /** By how much late events are behind the watermark at most. */
  static final Duration LATENESS = Duration.ofSeconds(10);

  private static final int ONE_LATE_OF = 1000;

  private final long eventsPerSecond;

  SiteEvents(long eventsPerSecond) {
    this.eventsPerSecond = eventsPerSecond;
  }

  /** When event {@code i} arrives, in the site's time. */
  static Instant arrival(long i, long eventsPerSecond) {
    return Instant.ofEpochMilli(AuctionGenerator.BASE_TIME + i * 1000 / eventsPerSecond);
  }

  @Override
  public PCollection<AuctionEvent> expand(PBegin input) {
    long rate = eventsPerSecond;
    return input
        .apply(
            "Numbers",
            GenerateSequence.from(0)
                .withRate(rate, Duration.ofSeconds(1))
                .withTimestampFn(i -> arrival(i, rate).minus(DISORDER)))
        .apply("OutOfOrder", ParDo.of(new OutOfOrder(rate)));
  }

  /** Makes the events of numbers, each at the time when it happened. */
  static final class OutOfOrder extends DoFn<Long, AuctionEvent> {

    private final Counter events = Metrics.counter(SiteEvents.class, "events");
    private final Counter late = Metrics.counter(SiteEvents.class, "late");
    private final long eventsPerSecond;

    OutOfOrder(long eventsPerSecond) {
      this.eventsPerSecond = eventsPerSecond;
    }

    @ProcessElement
    public void processElement(@Element Long i, OutputReceiver<AuctionEvent> out) {
      Instant arrival = arrival(i, eventsPerSecond);
      Instant happened = arrival.minus(delay(i));
      if (happened.isBefore(arrival(0, eventsPerSecond))) {
        happened = arrival(0, eventsPerSecond); // nothing happened before the beginning
      }
      events.inc();
      if (happened.isBefore(arrival.minus(DISORDER))) {
        late.inc();
      }
      out.outputWithTimestamp(AuctionGenerator.event(i), happened);
    }

    private static Duration delay(long i) {
      long random = SplitMix64.mix(i) >>> 1;
      long part = random / ONE_LATE_OF;
      return random % ONE_LATE_OF == 0
          ? DISORDER.plusMillis(1 + part % LATENESS.toMillis())
          : Duration.ofMillis(part % DISORDER.toMillis());
    }

    /** Late events are behind their numbers, which are as old as the watermark. */
    @Override
    public Duration getAllowedTimestampSkew() {
      return LATENESS;
    }
  }
}
