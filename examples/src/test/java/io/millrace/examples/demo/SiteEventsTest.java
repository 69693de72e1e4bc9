package io.millrace.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.AuctionGenerator;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.PCollection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SiteEventsTest {

  private static final long RATE = 500;
  private static final int EVENTS = 20_000;

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  /** By how many milliseconds an event is behind its arrival, after its number. */
  private static final class Delay extends DoFn<AuctionEvent, Long> {
    @ProcessElement
    public void processElement(
        @Element AuctionEvent event, @Timestamp Instant happened, OutputReceiver<Long> out) {
      out.output(happened.toEpochMilli() - AuctionGenerator.BASE_TIME);
    }
  }

  private PCollection<AuctionEvent> events() {
    return pipeline
        .apply(
            GenerateSequence.from(0)
                .to(EVENTS)
                .withTimestampFn(i -> SiteEvents.arrival(i, RATE).minus(SiteEvents.DISORDER)))
        .apply(ParDo.of(new SiteEvents.OutOfOrder(RATE)));
  }

  @Test
  void everyEventArrivesOnce() {
    PAssert.that(events())
        .containsInAnyOrder(IntStream.range(0, EVENTS).mapToObj(AuctionGenerator::event).toList());
    pipeline.run();
  }

  @Test
  void eventsAreOutOfOrderAndNoneHappenedBeforeTheBeginning() {
    PAssert.that(events().apply(ParDo.of(new Delay())))
        .satisfies(
            times -> {
              List<Long> all = new ArrayList<>();
              times.forEach(all::add);
              assertThat(all).allMatch(time -> time >= 0 && time <= EVENTS * 1000 / RATE);
              assertThat(all.stream().distinct().count()).isGreaterThan(EVENTS / 3);
              return null;
            });
    pipeline.run();
  }

  @Test
  void aboutOneInAThousandIsLate() {
    events();
    Totals totals = Totals.of(pipeline.run().metrics());

    assertThat(totals.events()).isEqualTo(EVENTS);
    assertThat(totals.late()).isBetween(5L, 60L);
  }
}
