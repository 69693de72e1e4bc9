package io.millrace.runners.direct.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestStreamTest {

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  private static final Duration TEN = Duration.ofSeconds(10);

  private static Instant at(long seconds) {
    return Instant.ofEpochSecond(seconds);
  }

  private static TimestampedValue<Long> number(long value, long seconds) {
    return TimestampedValue.of(value, at(seconds));
  }

  private static IntervalWindow window(long start, long end) {
    return new IntervalWindow(at(start), at(end));
  }

  @Test
  void windowsFireWhenTheWatermarkPassesTheirEnds() {
    TestStream<Long> stream =
        TestStream.create(VarLongCoder.of())
            .addElements(number(1, 1), number(2, 12))
            .advanceWatermarkTo(at(10))
            .addElements(number(4, 13))
            .advanceWatermarkToInfinity();

    PCollection<Long> sums =
        pipeline
            .apply(stream)
            .apply(Window.into(FixedWindows.of(TEN)))
            .apply(Sum.longsGlobally().withoutDefaults());

    PAssert.that(sums).inOnTimePane(window(0, 10)).containsInAnyOrder(1L);
    PAssert.that(sums).inOnTimePane(window(10, 20)).containsInAnyOrder(6L);
    pipeline.run();
  }

  @Test
  void lateElementsComeInLatePanesUntilTheLatenessIsOver() {
    TestStream<Long> stream =
        TestStream.create(VarLongCoder.of())
            .addElements(number(1, 1))
            .advanceWatermarkTo(at(10))
            .addElements(number(2, 2))
            .advanceWatermarkTo(at(30))
            .addElements(number(4, 3))
            .advanceWatermarkToInfinity();

    PCollection<Long> sums =
        pipeline
            .apply(stream)
            .apply(
                Window.<Long>into(FixedWindows.of(TEN))
                    .triggering(
                        AfterWatermark.pastEndOfWindow()
                            .withLateFirings(AfterPane.elementCountAtLeast(1)))
                    .withAllowedLateness(Duration.ofSeconds(15))
                    .accumulatingFiredPanes())
            .apply(Sum.longsGlobally().withoutDefaults());

    PAssert.that(sums).inOnTimePane(window(0, 10)).containsInAnyOrder(1L);
    PAssert.that(sums).inLatePane(window(0, 10)).containsInAnyOrder(3L);
    PAssert.that(sums).inWindow(window(0, 10)).containsInAnyOrder(1L, 3L);
    pipeline.run();
  }

  /** Rule Q1: also where values are added up before they move. */
  @Test
  void eachLateElementOfASumComesOutBeforeTheNextEvent() {
    TestStream<Long> stream =
        TestStream.create(VarLongCoder.of())
            .addElements(number(1, 1))
            .advanceWatermarkTo(at(10))
            .addElements(number(2, 2))
            .addElements(number(4, 3))
            .advanceWatermarkToInfinity();

    PCollection<Long> sums =
        pipeline
            .apply(stream)
            .apply(
                Window.<Long>into(FixedWindows.of(TEN))
                    .withAllowedLateness(Duration.ofSeconds(15))
                    .discardingFiredPanes())
            .apply(Sum.longsGlobally().withoutDefaults());

    PAssert.that(sums).inOnTimePane(window(0, 10)).containsInAnyOrder(1L);
    PAssert.that(sums).inLatePane(window(0, 10)).containsInAnyOrder(2L, 4L);
    pipeline.run();
  }

  @Test
  void processingTimePassesOnlyWhenTheScriptSaysSo() {
    TestStream<String> stream =
        TestStream.create(StringUtf8Coder.of())
            .addElements("a")
            .advanceProcessingTime(Duration.ofSeconds(5))
            .addElements("b")
            .advanceProcessingTime(Duration.ofMillis(1))
            .addElements("c")
            .advanceWatermarkToInfinity();

    PCollection<KV<String, Iterable<String>>> groups =
        pipeline
            .apply(stream)
            .apply(
                Window.<String>into(new GlobalWindows())
                    .triggering(
                        Repeatedly.forever(
                            AfterProcessingTime.pastFirstElementInPane()
                                .plusDelayOf(Duration.ofSeconds(5))))
                    .discardingFiredPanes())
            .apply(WithKeys.of("k"))
            .apply(GroupByKey.create());

    PAssert.that(groups)
        .inEarlyPane(GlobalWindow.INSTANCE)
        .satisfies(
            panes -> {
              List<List<String>> contents = Panes.contentsOf(panes);
              assertThat(contents).containsExactly(List.of("a", "b"));
              return null;
            });
    PAssert.that(groups)
        .inFinalPane(GlobalWindow.INSTANCE)
        .satisfies(
            panes -> {
              assertThat(Panes.contentsOf(panes)).containsExactly(List.of("c"));
              return null;
            });
    pipeline.run();
  }

  @Test
  void anElementCountsInEachOfItsSlidingWindows() {
    TestStream<String> stream =
        TestStream.create(StringUtf8Coder.of())
            .addElements(
                TimestampedValue.of("a", at(1)),
                TimestampedValue.of("a", at(6)),
                TimestampedValue.of("b", at(12)))
            .advanceWatermarkToInfinity();

    PCollection<KV<String, Long>> counts =
        pipeline
            .apply(stream)
            .apply(Window.into(SlidingWindows.of(TEN).every(Duration.ofSeconds(5))))
            .apply(Count.perElement());

    PAssert.that(counts).inWindow(window(-5, 5)).containsInAnyOrder(KV.of("a", 1L));
    PAssert.that(counts).inWindow(window(0, 10)).containsInAnyOrder(KV.of("a", 2L));
    PAssert.that(counts).inWindow(window(5, 15)).containsInAnyOrder(KV.of("a", 1L), KV.of("b", 1L));
    PAssert.that(counts).inWindow(window(10, 20)).containsInAnyOrder(KV.of("b", 1L));
    pipeline.run();
  }

  @Test
  void twoStreamsTakeTurns() {
    TestStream<Long> ones =
        TestStream.create(VarLongCoder.of())
            .addElements(number(1, 1))
            .advanceWatermarkTo(at(20))
            .addElements(number(1, 21))
            .advanceWatermarkToInfinity();
    TestStream<Long> hundreds =
        TestStream.create(VarLongCoder.of())
            .addElements(number(100, 2))
            .advanceWatermarkTo(at(5))
            .addElements(number(100, 6))
            .advanceWatermarkToInfinity();

    PCollection<Long> sums =
        io.millrace.sdk.values.PCollectionList.of(pipeline.apply("Ones", ones))
            .and(pipeline.apply("Hundreds", hundreds))
            .apply(io.millrace.sdk.transforms.Flatten.pCollections())
            .apply(Window.into(FixedWindows.of(TEN)))
            .apply(Sum.longsGlobally().withoutDefaults());

    PAssert.that(sums).inOnTimePane(window(0, 10)).containsInAnyOrder(201L);
    PAssert.that(sums).inOnTimePane(window(20, 30)).containsInAnyOrder(1L);
    pipeline.run();
  }

  @Test
  void aWatermarkThatDoesNotAdvanceIsRefused() {
    assertThatThrownBy(
            () ->
                TestStream.create(VarLongCoder.of())
                    .advanceWatermarkTo(at(10))
                    .advanceWatermarkTo(at(10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must advance");
    assertThatThrownBy(
            () -> TestStream.create(VarLongCoder.of()).advanceProcessingTime(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    pipeline.enableAbandonedNodeEnforcement(false);
  }
}
