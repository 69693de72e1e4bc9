package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.DoubleCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Journal;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the patterns make of a few orders, event by event. The clock begins at zero. */
class PatternsTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  private final Journal journal = new Journal();

  private static Instant minute(double minutes) {
    return Instant.ofEpochMilli((long) (minutes * 60_000));
  }

  private static TestStream.Builder<KV<String, Long>> stream() {
    return TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()));
  }

  private static TimestampedValue<KV<String, Long>> order(double minutes, long cents) {
    return TimestampedValue.of(KV.of("EUR", cents), minute(minutes));
  }

  /** The rate is the minute in which the table is read. */
  private static Map<String, Double> minuteAsRate(Instant time) {
    return Map.of("EUR", (double) time.getEpochSecond() / 60);
  }

  /** Notes what comes, and passes it on. */
  private static final class Note<T> extends DoFn<T, String> {
    private static final long serialVersionUID = 1;

    private final String what;
    private final Journal journal;

    Note(String what, Journal journal) {
      this.what = what;
      this.journal = journal;
    }

    @ProcessElement
    public void processElement(@Element T element, OutputReceiver<String> out) {
      journal.note(what + " " + element);
      out.output(what + " " + element);
    }
  }

  @Test
  void ordersSeeTheRatesThatWereReadLast() {
    PCollection<KV<String, Long>> orders =
        pipeline.apply(
            stream()
                .addElements(order(5, 100))
                .advanceProcessingTime(MINUTE)
                .addElements(order(0, 101))
                .advanceProcessingTime(MINUTE)
                .advanceProcessingTime(MINUTE)
                .addElements(order(7, 102))
                .advanceWatermarkToInfinity());
    Patterns.converted(
            orders,
            Patterns.latestRates(
                pipeline, Patterns.eachMinute().stopAt(minute(5)), PatternsTest::minuteAsRate))
        .apply("Note", ParDo.of(new Note<>("sees", journal)));
    pipeline.run();
    assertThat(journal.entries()).containsExactly("sees 0", "sees 101", "sees 306");
  }

  /** When the ticks have ended, by themselves or because the pipeline is drained. */
  @Test
  void ordersGoOnSeeingTheLastRatesWhenTheTicksHaveEnded() {
    PCollection<KV<String, Long>> orders =
        pipeline.apply(
            stream()
                .advanceProcessingTime(MINUTE)
                .advanceProcessingTime(MINUTE.multipliedBy(4))
                .addElements(order(5, 100))
                .advanceWatermarkToInfinity());
    PAssert.that(
            Patterns.converted(
                orders,
                Patterns.latestRates(
                    pipeline, Patterns.eachMinute().stopAt(minute(1)), PatternsTest::minuteAsRate)))
        .containsInAnyOrder(100L);
    pipeline.run();
  }

  /** Which of them is seen is a matter of how they come; it is one. */
  @Test
  void ticksThatComeTogetherAreOneTable() {
    PCollection<KV<String, Long>> orders =
        pipeline.apply(stream().addElements(order(5, 100)).advanceWatermarkToInfinity());
    Patterns.converted(
            orders,
            Patterns.latestRates(
                pipeline,
                Patterns.eachMinute().startAt(minute(-2)).stopAt(minute(0)),
                PatternsTest::minuteAsRate))
        .apply("Note", ParDo.of(new Note<>("sees", journal)));
    pipeline.run();
    assertThat(journal.entries()).singleElement().isIn("sees -200", "sees -100", "sees 0");
  }

  @Test
  void ordersSeeTheRatesOfTheirOwnMinute() {
    PCollection<KV<String, Long>> orders =
        pipeline
            .apply(
                stream()
                    .addElements(order(1.5, 100), order(-0.5, 101))
                    .advanceProcessingTime(MINUTE)
                    .addElements(order(0.5, 102), order(9, 103))
                    .advanceWatermarkToInfinity())
            .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))));
    Patterns.converted(
            orders,
            Patterns.ratesOfTheMinute(
                pipeline,
                Patterns.eachMinute().startAt(minute(-3)).stopAt(minute(2)),
                PatternsTest::minuteAsRate))
        .apply("Note", ParDo.of(new Note<>("sees", journal)));
    pipeline.run();
    assertThat(journal.entries().subList(0, 1))
        .as("read for the past")
        .containsExactly("sees -101");
    assertThat(journal.entries().subList(1, 3))
        .as("with the next tick; what is of another minute need not wait")
        .containsExactlyInAnyOrder("sees 100", "sees 0");
    assertThat(journal.entries().subList(3, 4)).as("after the last tick").containsExactly("sees 0");
  }

  private PCollection<KV<String, Double>> table() {
    return pipeline.apply(
        "Rates",
        Create.of(KV.of("EUR", 2.0), KV.of("USD", 3.0))
            .withCoder(KvCoder.of(StringUtf8Coder.of(), DoubleCoder.of())));
  }

  @Test
  void ordersAreJoinedWithATableInMemory() {
    PCollection<KV<String, Long>> orders =
        pipeline
            .apply(
                stream()
                    .addElements(order(1, 100))
                    .advanceWatermarkTo(minute(10))
                    .addElements(order(11, 101))
                    .advanceWatermarkToInfinity())
            .apply(Window.into(FixedWindows.of(MINUTE)));
    PAssert.that(Patterns.joinedInMemory(orders, table())).containsInAnyOrder(200L, 202L);
    pipeline.run();
  }

  @Test
  void ordersAreJoinedWithATableByKey() {
    PCollection<KV<String, Long>> orders =
        pipeline.apply(
            "Orders",
            stream()
                .addElements(order(1, 100))
                .advanceWatermarkTo(minute(10))
                .addElements(order(11, 101))
                .advanceWatermarkToInfinity());
    PAssert.that(Patterns.joinedByKey(orders, table()).apply(Elements.asText()))
        .containsInAnyOrder(
            "KV{EUR, KV{100, 2.0}} global @60", "KV{EUR, KV{101, 2.0}} global @660");
    pipeline.run();
  }

  @Test
  void ordersAreAnnouncedWhenThoseOfTheirMinuteWereStored() {
    PCollection<KV<String, Long>> orders =
        pipeline.apply(
            stream()
                .addElements(order(0.1, 1), order(1.1, 2))
                .advanceWatermarkTo(minute(0.9))
                .addElements(order(0.95, 3))
                .advanceWatermarkTo(minute(1))
                .addElements(order(1.2, 4))
                .advanceWatermarkToInfinity());
    Patterns.announcedOnceStored(
        orders, new Note<>("stored", journal), new Note<>("announced", journal));
    pipeline.run();
    assertThat(journal.entries().subList(0, 3))
        .containsExactlyInAnyOrder("stored KV{EUR, 1}", "stored KV{EUR, 2}", "stored KV{EUR, 3}");
    assertThat(journal.entries().subList(3, 5))
        .containsExactlyInAnyOrder("announced KV{EUR, 1}", "announced KV{EUR, 3}");
    assertThat(journal.entries().get(5)).isEqualTo("stored KV{EUR, 4}");
    assertThat(journal.entries().subList(6, 8))
        .containsExactlyInAnyOrder("announced KV{EUR, 2}", "announced KV{EUR, 4}");
  }

  @Test
  void workIsDoneEachMinute() {
    Patterns.cleanedUp(
        pipeline, Patterns.eachMinute().stopAt(minute(2)), new Note<>("cleaned up at", journal));
    pipeline
        .apply(
            stream()
                .addElements(order(0, 1))
                .advanceProcessingTime(MINUTE)
                .addElements(order(0, 2))
                .advanceWatermarkToInfinity())
        .apply("NoteOrders", ParDo.of(new Note<>("order", journal)));
    pipeline.run();
    assertThat(journal.entries())
        .containsExactly(
            "cleaned up at 1970-01-01T00:00:00Z",
            "order KV{EUR, 1}",
            "cleaned up at 1970-01-01T00:01:00Z",
            "order KV{EUR, 2}",
            "cleaned up at 1970-01-01T00:02:00Z");
  }
}
