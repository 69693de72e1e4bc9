package io.millrace.runners.direct.sideinputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.contract.kit.Journal;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Side inputs made of collections without end, event by event. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class EndlessSideInputTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private final Journal journal = new Journal();

  private static Window<String> tens() {
    return Window.into(FixedWindows.of(Duration.ofSeconds(10)));
  }

  /** A pane for each element. */
  private static Window<String> eachElement(Window<String> windows, Duration lateness) {
    return windows
        .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
        .withAllowedLateness(lateness);
  }

  private static Window<String> global() {
    return Window.into(new GlobalWindows());
  }

  private PCollectionView<List<String>> view(Streams streams, Window<String> windows) {
    return streams.sideOf(p).apply("SideWindows", windows).apply(View.asList());
  }

  private PCollection<String> look(Streams streams, Window<String> main, Window<String> side) {
    PCollectionView<List<String>> view = view(streams, side);
    return streams
        .noteIn(p, journal)
        .mainOf(p)
        .apply("MainWindows", main)
        .apply("Look", ParDo.of(new Look(view, journal)).withSideInputs(view));
  }

  /** tr-S8: a window without data is empty, not missing. */
  @Test
  void ruleS2AWindowWithoutDataIsEmptyOnceTheWatermarkIsPastIt() {
    Streams streams =
        Streams.create()
            .side("s1", 1)
            .main("m1", 1)
            .main("m2", 11)
            .then("to 9")
            .sideTo(9)
            .then("to 10")
            .sideTo(10)
            .then("to 20")
            .sideTo(20)
            .then("end");
    look(streams, tens(), tens());
    p.run();
    assertThat(journal.entries())
        .containsExactly("to 9", "to 10", "m1 sees [s1]", "to 20", "m2 sees []", "end");
  }

  /** tr-S9. */
  @Test
  void ruleS2ASingletonWithoutAnElementFailsWhenItIsRead() {
    Streams streams = Streams.create().main("m1", 1).sideTo(10);
    PCollectionView<String> view =
        streams.sideOf(p).apply("SideWindows", tens()).apply(View.asSingleton());
    streams
        .mainOf(p)
        .apply("MainWindows", tens())
        .apply("Price", ParDo.of(new LookAtOne(view, journal)).withSideInputs(view));
    assertThatThrownBy(p::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContaining("Price")
        .hasMessageContaining("no element");
    assertThat(journal.entries()).isEmpty();
  }

  @Test
  void ruleS2ASingletonWithADefaultHasItInWindowsWithoutData() {
    Streams streams =
        Streams.create().side("s", 11).main("m1", 1).main("m2", 12).sideTo(10).sideTo(20);
    PCollectionView<String> view =
        streams
            .sideOf(p)
            .apply("SideWindows", tens())
            .apply(View.<String>asSingleton().withDefaultValue("none"));
    streams
        .mainOf(p)
        .apply("MainWindows", tens())
        .apply("Look", ParDo.of(new LookAtOne(view, journal)).withSideInputs(view));
    p.run();
    assertThat(journal.entries()).containsExactly("m1 sees none", "m2 sees s");
  }

  @Test
  void ruleS2AWindowIsReadyWithItsFirstPane() {
    Streams streams =
        Streams.create().main("m1", 1).then("s1").side("s1", 2).then("m2").main("m2", 3);
    look(streams, tens(), eachElement(tens(), Duration.ZERO).discardingFiredPanes());
    p.run();
    assertThat(journal.entries()).containsExactly("s1", "m1 sees [s1]", "m2", "m2 sees [s1]");
  }

  /** What a trigger guarantees counts: here only the expiry of the window does. */
  @Test
  void ruleS2WithoutAPaneAWindowIsEmptyWhenNoneCanComeAnyMore() {
    Streams streams =
        Streams.create()
            .main("m", 1)
            .then("to 10")
            .sideTo(10)
            .then("to 15")
            .sideTo(15)
            .then("to 16")
            .sideTo(16)
            .then("end");
    look(streams, tens(), eachElement(tens(), Duration.ofSeconds(5)).discardingFiredPanes());
    p.run();
    assertThat(journal.entries()).containsExactly("to 10", "to 15", "m sees []", "to 16", "end");
  }

  @Test
  void ruleS3ElementsInOtherWindowsDoNotWait() {
    Streams streams =
        Streams.create()
            .main("m1", 1)
            .side("s2", 11)
            .then("m2")
            .main("m2", 12)
            .main("m3", 2)
            .then("s1")
            .side("s1", 1)
            .then("end");
    look(streams, tens(), eachElement(tens(), Duration.ZERO).accumulatingFiredPanes());
    p.run();
    assertThat(journal.entries())
        .containsExactly("m2", "m2 sees [s2]", "s1", "m1 sees [s1]", "m3 sees [s1]", "end");
  }

  /** The main watermark has long passed what waits, and yet nothing is late. */
  @Test
  void ruleS3WhatWaitsHoldsTheWatermark() {
    Streams streams =
        Streams.create()
            .main("m1", 1)
            .main("m2", 2)
            .mainTo(100)
            .then("to 10")
            .sideTo(10)
            .then("end");
    PCollection<KV<String, Long>> counts = look(streams, tens(), tens()).apply(Count.perElement());
    PAssert.that(counts)
        .inOnTimePane(new IntervalWindow(Instant.EPOCH, Instant.ofEpochSecond(10)))
        .containsInAnyOrder(KV.of("m1 sees []", 1L), KV.of("m2 sees []", 1L));
    PAssert.that(counts).containsInAnyOrder(KV.of("m1 sees []", 1L), KV.of("m2 sees []", 1L));
    p.run();
    assertThat(journal.entries().subList(0, 3))
        .containsExactlyInAnyOrder("to 10", "m1 sees []", "m2 sees []");
    assertThat(journal.entries()).startsWith("to 10").endsWith("end");
  }

  @Test
  void ruleS3TheEndOfTheSideInputReleasesEverything() {
    Streams streams =
        Streams.create()
            .main("m1", 1)
            .main("m2", 1000)
            .then("ends")
            .sideEnds()
            .then("m3")
            .main("m3", 2000);
    look(streams, tens(), tens());
    p.run();
    assertThat(journal.entries())
        .containsExactly("ends", "m1 sees []", "m2 sees []", "m3", "m3 sees []");
  }

  /** tr-M10. */
  @Test
  void ruleS4ANewerPaneTakesThePlaceOfTheOneBefore() {
    look(threePanes(), global(), eachElement(global(), Duration.ZERO).discardingFiredPanes());
    p.run();
    assertThat(journal.entries()).containsExactly("m1 sees [s1]", "m2 sees [s2]", "m3 sees [s3]");
  }

  /** tr-M10. */
  @Test
  void ruleS4AnAccumulatingPaneHoldsAllSoFar() {
    look(threePanes(), global(), eachElement(global(), Duration.ZERO).accumulatingFiredPanes());
    p.run();
    assertThat(journal.entries())
        .containsExactly("m1 sees [s1]", "m2 sees [s1, s2]", "m3 sees [s1, s2, s3]");
  }

  private static Streams threePanes() {
    return Streams.create()
        .main("m1", 1)
        .side("s1", 1)
        .side("s2", 1)
        .main("m2", 1)
        .side("s3", 1)
        .main("m3", 1);
  }

  /** A pane may be empty, as the one on time of a window that had data: then so is the content. */
  @Test
  void ruleS4AnEmptyPaneTakesThePlaceOfTheOneBeforeToo() {
    Streams streams =
        Streams.create().side("s1", 1).main("m1", 1).sideTo(10).main("m2", 2).sideTo(11);
    look(
        streams,
        tens(),
        Window.<String>into(FixedWindows.of(Duration.ofSeconds(10)))
            .triggering(
                AfterWatermark.pastEndOfWindow().withEarlyFirings(AfterPane.elementCountAtLeast(1)))
            .withAllowedLateness(Duration.ZERO)
            .discardingFiredPanes());
    p.run();
    assertThat(journal.entries()).containsExactly("m1 sees [s1]", "m2 sees []");
  }

  @Test
  void aLatePaneIsSeenByWhatComesAfterIt() {
    Streams streams =
        Streams.create().side("s1", 1).sideTo(10).main("m1", 1).side("late", 2).main("m2", 3);
    look(
        streams,
        tens(),
        tens().withAllowedLateness(Duration.ofSeconds(20)).accumulatingFiredPanes());
    p.run();
    assertThat(journal.entries()).containsExactly("m1 sees [s1]", "m2 sees [late, s1]");
  }

  /** Rule S1: the fixed window that holds the last instant of the sliding one. */
  @Test
  void ruleS3AnElementInSeveralWindowsWaitsInSomeOfThem() {
    Streams streams =
        Streams.create()
            .side("s1", 1)
            .sideTo(10)
            .then("m")
            .main("m", 7)
            .then("to 20")
            .sideTo(20)
            .then("end");
    look(
        streams,
        Window.into(SlidingWindows.of(Duration.ofSeconds(10)).every(Duration.ofSeconds(5))),
        tens());
    p.run();
    assertThat(journal.entries()).containsExactly("m", "m sees [s1]", "to 20", "m sees []", "end");
  }

  @Test
  void theEarliestSlidingWindowIsAwaited() {
    Streams streams =
        Streams.create()
            .side("s1", 1)
            .side("s2", 6)
            .side("s3", 11)
            .main("m", 3)
            .then("to 10")
            .sideTo(10)
            .then("end");
    // of those that hold 9.999, [0,10) is the earliest
    look(
        streams,
        tens(),
        Window.into(SlidingWindows.of(Duration.ofSeconds(10)).every(Duration.ofSeconds(5))));
    p.run();
    assertThat(journal.entries()).containsExactly("to 10", "m sees [s1, s2]", "end");
  }

  @Test
  void aMainInputThatEndsWaitsToo() {
    Streams streams = Streams.create().then("s").side("s", 1).then("end");
    PCollectionView<List<String>> view =
        view(streams, eachElement(global(), Duration.ZERO).discardingFiredPanes());
    PCollection<String> seen =
        p.apply("Bounded", Create.of("m1", "m2"))
            .apply("Look", ParDo.of(new Look(view, journal)).withSideInputs(view));
    streams.noteIn(p, journal).mainOf(p);
    PAssert.that(seen).containsInAnyOrder("m1 sees [s]", "m2 sees [s]");
    p.run();
    assertThat(journal.entries()).startsWith("s").endsWith("end").hasSize(4);
  }

  @Test
  void anEndlessMainInputReadsASideInputThatEnds() {
    Streams streams = Streams.create().main("m1", 1).main("m2", 11);
    PCollectionView<List<String>> view =
        p.apply("Bounded", Create.of("a", "b")).apply(View.asList());
    streams
        .mainOf(p)
        .apply(tens())
        .apply("Look", ParDo.of(new Look(view, journal)).withSideInputs(view));
    p.run();
    assertThat(journal.entries()).containsExactly("m1 sees [a, b]", "m2 sees [a, b]");
  }

  /** A collection that ends is complete before it is read, whatever its trigger. */
  @Test
  void ruleX8OfASideInputThatEndsTheLastPaneIsSeen() {
    PCollection<String> numbers =
        p.apply("Numbers", Create.timestamped(at("1", 1), at("2", 2), at("3", 3)));
    PCollectionView<List<String>> all =
        numbers
            .apply("All", eachElement(tens(), Duration.ZERO).accumulatingFiredPanes())
            .apply("AllView", View.asList());
    PCollection<String> seen =
        p.apply("Main", Create.timestamped(at("m", 4)))
            .apply(tens())
            .apply("Look", ParDo.of(new Look(all, journal)).withSideInputs(all));
    PAssert.that(seen).containsInAnyOrder("m sees [1, 2, 3]");
    p.run();
  }

  private static TimestampedValue<String> at(String value, long second) {
    return TimestampedValue.of(value, Instant.ofEpochSecond(second));
  }

  @Test
  void twoViewsAreAwaitedTogetherAndBothAreRead() {
    Streams streams =
        Streams.create()
            .main("m", 1)
            .then("side")
            .side("k", 1)
            .then("to 10")
            .sideTo(10)
            .then("end");
    PCollection<String> side = streams.sideOf(p);
    PCollectionView<List<String>> early =
        side.apply("Early", eachElement(tens(), Duration.ZERO).discardingFiredPanes())
            .apply("EarlyView", View.asList());
    PCollectionView<Map<String, Long>> counts =
        side.apply("OnTime", tens()).apply(Count.perElement()).apply(View.asMap());
    streams
        .noteIn(p, journal)
        .mainOf(p)
        .apply(tens())
        .apply("Look", ParDo.of(new LookAtCounts(counts, journal)).withSideInputs(early, counts));
    p.run();
    assertThat(journal.entries()).containsExactly("side", "to 10", "m sees {k=1}", "end");
  }

  @Test
  void aViewReadBehindAnotherIsAwaitedOnItsOwn() {
    Streams streams =
        Streams.create()
            .main("m", 1)
            .then("side")
            .side("s", 1)
            .then("to 10")
            .sideTo(10)
            .then("end");
    PCollection<String> side = streams.sideOf(p);
    PCollectionView<List<String>> early =
        side.apply("Early", eachElement(tens(), Duration.ZERO).accumulatingFiredPanes())
            .apply("EarlyView", View.asList());
    PCollectionView<List<String>> onTime =
        side.apply("OnTime", tens()).apply("OnTimeView", View.asList());
    streams
        .noteIn(p, journal)
        .mainOf(p)
        .apply(tens())
        .apply("First", ParDo.of(new Look(early, journal)).withSideInputs(early))
        .apply("Second", ParDo.of(new Look(onTime, journal)).withSideInputs(onTime));
    p.run();
    assertThat(journal.entries())
        .containsExactly("side", "m sees [s]", "to 10", "m sees [s] sees [s]", "end");
  }

  /** Rules G4 and L2: when its window of the side input may be gone, an element is too late. */
  @Test
  void ruleG4WhatComesLaterThanAllowedIsDroppedAndCounted() {
    Streams streams =
        Streams.create()
            .side("s1", 1)
            .sideTo(100)
            .main("m1", 1)
            .mainTo(15)
            .main("late", 2)
            .mainTo(16)
            .main("later", 3)
            .main("m2", 21);
    look(streams, tens().withAllowedLateness(Duration.ofSeconds(5)).discardingFiredPanes(), tens());
    PipelineResult result = p.run();
    // 9.999 and five seconds are passed at 15
    assertThat(journal.entries()).containsExactly("m1 sees [s1]", "m2 sees []");
    assertThat(dropped(result)).isEqualTo(2);
  }

  /** The global window is there to the end of all time: nothing can be too late for it. */
  @Test
  void ruleE3NothingIsTooLateForAGlobalSideInput() {
    Streams streams = Streams.create().side("s", 1).mainTo(100).main("late", 2);
    look(streams, tens(), eachElement(global(), Duration.ZERO).discardingFiredPanes());
    PipelineResult result = p.run();
    assertThat(journal.entries()).containsExactly("late sees [s]");
    assertThat(dropped(result)).isZero();
  }

  private static long dropped(PipelineResult result) {
    return result.metrics().sumOfCounters(MetricName.named("millrace", "droppedDueToLateness"));
  }

  private static final class LookAtCounts extends DoFn<String, Void> {
    private final PCollectionView<Map<String, Long>> counts;
    private final Journal journal;

    LookAtCounts(PCollectionView<Map<String, Long>> counts, Journal journal) {
      this.counts = counts;
      this.journal = journal;
    }

    @ProcessElement
    public void processElement(ProcessContext c) {
      journal.note(c.element() + " sees " + c.sideInput(counts));
    }
  }

  private static final class LookAtOne extends DoFn<String, String> {
    private final PCollectionView<String> view;
    private final Journal journal;

    LookAtOne(PCollectionView<String> view, Journal journal) {
      this.view = view;
      this.journal = journal;
    }

    @ProcessElement
    public void processElement(ProcessContext c) {
      journal.note(c.element() + " sees " + c.sideInput(view));
    }
  }
}
