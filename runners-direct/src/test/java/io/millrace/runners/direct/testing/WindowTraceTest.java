package io.millrace.runners.direct.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.testing.WindowTrace;
import io.millrace.sdk.trace.GroupingEvent;
import io.millrace.sdk.trace.GroupingState;
import io.millrace.sdk.trace.GroupingTrace;
import io.millrace.sdk.trace.InputState;
import io.millrace.sdk.trace.TriggerPart;
import io.millrace.sdk.trace.WindowState;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class WindowTraceTest {

  private static final IntervalWindow FIRST_TEN = new IntervalWindow(second(0), second(10));

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private static Instant second(long second) {
    return Instant.ofEpochSecond(second);
  }

  private static TimestampedValue<KV<String, Integer>> at(long second, String key, int value) {
    return TimestampedValue.of(KV.of(key, value), second(second));
  }

  private static TestStream.Builder<KV<String, Integer>> stream() {
    return TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()));
  }

  private static Window<KV<String, Integer>> tens() {
    return Window.into(FixedWindows.of(Duration.ofSeconds(10)));
  }

  private static Window<KV<String, Integer>> tensWithThreeEarly() {
    return tens()
        .triggering(
            AfterWatermark.pastEndOfWindow()
                .withEarlyFirings(AfterPane.elementCountAtLeast(3))
                .withLateFirings(AfterPane.elementCountAtLeast(1)))
        .withAllowedLateness(Duration.ofSeconds(5))
        .accumulatingFiredPanes();
  }

  private static GroupingState beforeTheEnd(GroupingTrace trace) {
    GroupingState before = trace.beforeTheEnd();
    assertThat(before).as("state before the end").isNotNull();
    return Objects.requireNonNull(before);
  }

  @Test
  void aSecondInputThatStandsStillIsNamedAsTheOneWhoHoldsTheWatermark() {
    PCollection<KV<String, Integer>> busy =
        p.apply(
            "Busy",
            stream()
                .addElements(at(1, "k", 1))
                .advanceWatermarkTo(second(30))
                .advanceWatermarkToInfinity());
    PCollection<KV<String, Integer>> quiet =
        p.apply(
            "Quiet",
            stream()
                .advanceWatermarkTo(second(5))
                .advanceProcessingTime(Duration.ofSeconds(1))
                .advanceProcessingTime(Duration.ofSeconds(1))
                .advanceProcessingTime(Duration.ofSeconds(1))
                .advanceWatermarkToInfinity());
    PCollectionList.of(busy)
        .and(quiet)
        .apply(Flatten.pCollections())
        .apply(tens())
        .apply("Group", GroupByKey.create());

    GroupingState before = beforeTheEnd(WindowTrace.of(p.run(), "Group"));

    assertThat(before.inputWatermarkMillis()).isEqualTo(5_000);
    assertThat(before.windows())
        .extracting(WindowState::key, WindowState::window, WindowState::elements)
        .containsExactly(tuple("\"k\"", FIRST_TEN, 1L));
    assertThat(before.inputs())
        .filteredOn(input -> input.heldBackBy() != null)
        .extracting(InputState::transform, InputState::heldBackBy)
        .containsExactly(tuple("Quiet/Script", "Quiet/Script"));
  }

  /** The input is another grouping, whose own input stands still. */
  @Test
  void whoHoldsTheWatermarkIsFoundBehindOtherSteps() {
    PCollection<KV<String, Integer>> sums =
        p.apply(
                "Slow",
                stream()
                    .addElements(at(1, "k", 1))
                    .advanceWatermarkTo(second(20))
                    .advanceProcessingTime(Duration.ofSeconds(1))
                    .advanceWatermarkToInfinity())
            .apply("Tens", tens())
            .apply("Inner", Sum.integersPerKey());
    sums.apply("Minutes", Window.<KV<String, Integer>>into(FixedWindows.of(Duration.ofMinutes(1))))
        .apply("Outer", GroupByKey.create());

    GroupingState before = beforeTheEnd(WindowTrace.of(p.run(), "Outer"));

    assertThat(before.inputs())
        .extracting(InputState::transform, InputState::heldBackBy)
        .containsExactly(tuple("Inner", "Slow/Script"));
    assertThat(before.inputWatermarkMillis()).isEqualTo(20_000);
  }

  @Test
  void aStepThatHoldsBackMoreThanItsInputIsNamedItself() {
    p.apply(
            "Elements",
            stream()
                .addElements(at(1, "k", 1))
                .advanceWatermarkTo(second(5))
                .advanceWatermarkToInfinity())
        .apply("Sessions", Window.into(Sessions.withGapDuration(Duration.ofSeconds(10))))
        .apply(
            "Early",
            Window.<KV<String, Integer>>configure()
                .triggering(
                    AfterWatermark.pastEndOfWindow()
                        .withEarlyFirings(AfterPane.elementCountAtLeast(3)))
                .withAllowedLateness(Duration.ZERO)
                .withTimestampCombiner(TimestampCombiner.EARLIEST)
                .accumulatingFiredPanes())
        .apply("Inner", Sum.integersPerKey())
        .apply("Minutes", Window.into(FixedWindows.of(Duration.ofMinutes(1))))
        .apply("Outer", GroupByKey.create());

    GroupingState before = beforeTheEnd(WindowTrace.of(p.run(), "Outer"));

    assertThat(before.inputWatermarkMillis()).isEqualTo(1_000);
    assertThat(before.inputs()).extracting(InputState::heldBackBy).containsExactly("Inner");
  }

  @Test
  void aTriggerThatWaitsForElementsSaysHowManyThereAre() {
    p.apply(
            stream()
                .addElements(at(1, "k", 1))
                .addElements(at(2, "k", 2))
                .advanceWatermarkToInfinity())
        .apply(tensWithThreeEarly())
        .apply("Group", GroupByKey.create());

    TriggerPart trigger = beforeTheEnd(WindowTrace.of(p.run(), "Group")).windows().get(0).trigger();

    assertThat(trigger.status()).isEqualTo(TriggerPart.Status.WAITING);
    assertThat(trigger.parts())
        .extracting(TriggerPart::name, TriggerPart::status, TriggerPart::waitsFor)
        .containsExactly(
            tuple(
                "AfterPane.elementCountAtLeast(3)",
                TriggerPart.Status.WAITING,
                "has 2 of 3 elements"),
            tuple(
                "AfterPane.elementCountAtLeast(1)",
                TriggerPart.Status.NOT_BEGUN,
                "has 0 of 1 elements"));
  }

  @Test
  void aLateElementThatIsDroppedIsTold() {
    p.apply(
            stream()
                .addElements(at(1, "k", 1))
                .advanceWatermarkTo(second(10))
                .addElements(at(2, "k", 2))
                .advanceWatermarkToInfinity())
        .apply(tens())
        .apply("Group", GroupByKey.create());

    assertThat(WindowTrace.of(p.run(), "Group").events())
        .filteredOn(event -> event.kind() == GroupingEvent.Kind.DROPPED_LATE)
        .extracting(GroupingEvent::key, GroupingEvent::window, GroupingEvent::count)
        .containsExactly(tuple("\"k\"", FIRST_TEN, 1L));
  }

  @Test
  void aTraceIsReadable() {
    p.apply(
            "Elements",
            stream()
                .addElements(at(1, "k", 1))
                .addElements(at(2, "k", 2))
                .advanceProcessingTime(Duration.ofSeconds(7))
                .addElements(at(3, "k", 3))
                .advanceWatermarkTo(second(11))
                .addElements(at(12, "k", 4))
                .advanceWatermarkTo(second(16))
                .addElements(at(4, "k", 5))
                .advanceWatermarkToInfinity())
        .apply(tensWithThreeEarly())
        .apply("Group", GroupByKey.create());

    assertThat(WindowTrace.text(WindowTrace.of(p.run(), "Group")))
        .isEqualTo(
            """
            Windows of Group
              before its input came to the end of time:
                input watermark at 1970-01-01T00:00:16Z
                  from Elements/Script at 1970-01-01T00:00:16Z, held back by Elements/Script
                output watermark at 1970-01-01T00:00:16Z
                processing time 1970-01-01T00:00:07Z
                [1970-01-01T00:00:10Z..1970-01-01T00:00:20Z) of "k": 1 element, no panes
                  AfterWatermark.pastEndOfWindow with early and late firings: waits until the input watermark is past 1970-01-01T00:00:19.999Z
                    AfterPane.elementCountAtLeast(3): waits, has 1 of 3 elements
                    AfterPane.elementCountAtLeast(1): not begun
                  holds the output watermark at 1970-01-01T00:00:19.999Z for its next pane
                  looked at when the input watermark is past 1970-01-01T00:00:19.999Z
                  expires when the input watermark is past 1970-01-01T00:00:24.999Z
              now: no windows left
              what happened:
                1970-01-01T00:00:00Z, input watermark the beginning of time: 2 elements into [1970-01-01T00:00:00Z..1970-01-01T00:00:10Z) of "k"
                1970-01-01T00:00:07Z, input watermark the beginning of time: 1 element into [1970-01-01T00:00:00Z..1970-01-01T00:00:10Z) of "k"
                1970-01-01T00:00:07Z, input watermark the beginning of time: [1970-01-01T00:00:00Z..1970-01-01T00:00:10Z) of "k" fired, EARLY pane 0, the first
                1970-01-01T00:00:07Z, input watermark 1970-01-01T00:00:11Z: the watermark advanced
                1970-01-01T00:00:07Z, input watermark 1970-01-01T00:00:11Z: [1970-01-01T00:00:00Z..1970-01-01T00:00:10Z) of "k" fired, ON_TIME pane 1
                1970-01-01T00:00:07Z, input watermark 1970-01-01T00:00:11Z: 1 element into [1970-01-01T00:00:10Z..1970-01-01T00:00:20Z) of "k"
                1970-01-01T00:00:07Z, input watermark 1970-01-01T00:00:16Z: the watermark advanced
                1970-01-01T00:00:07Z, input watermark 1970-01-01T00:00:16Z: 1 element for [1970-01-01T00:00:00Z..1970-01-01T00:00:10Z) of "k" dropped as late: it had expired
                1970-01-01T00:00:07Z, input watermark the end of time: the watermark advanced
                1970-01-01T00:00:07Z, input watermark the end of time: [1970-01-01T00:00:10Z..1970-01-01T00:00:20Z) of "k" fired, ON_TIME pane 0, the first, the last
            """);
  }

  @Test
  void theMessageOfAnAssertionAboutAPaneTellsWhyThatIsNotThere() {
    PCollection<KV<String, Integer>> sums =
        p.apply(
                stream()
                    .addElements(at(1, "k", 1))
                    .addElements(at(2, "k", 2))
                    .addElements(at(21, "k", 5))
                    .advanceWatermarkToInfinity())
            .apply(tensWithThreeEarly())
            .apply("Sum", Sum.integersPerKey());
    PAssert.that(sums).inEarlyPane(FIRST_TEN).containsInAnyOrder(KV.of("k", 3));

    AssertionError failure = catchThrowableOfType(AssertionError.class, p::run);

    assertThat(failure)
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("is missing")
        .hasMessageContaining("Windows of Sum\n")
        .hasMessageContaining("AfterPane.elementCountAtLeast(3): waits, has 2 of 3 elements")
        .hasMessageContaining("ON_TIME pane 0, the first")
        // another window
        .hasMessageNotContaining("1970-01-01T00:00:30Z) of \"k\"");
    assertThat(failure.getStackTrace()[0].getClassName()).isEqualTo(getClass().getName());
  }

  @Test
  void withoutNotesMessagesAreAsTheyWere() {
    PCollection<KV<String, Integer>> sums =
        p.apply(stream().addElements(at(1, "k", 1)).advanceWatermarkToInfinity())
            .apply(tensWithThreeEarly())
            .apply("Sum", Sum.integersPerKey());
    PAssert.that(sums).inEarlyPane(FIRST_TEN).containsInAnyOrder(KV.of("k", 1));

    assertThatThrownBy(() -> p.runWithAdditionalOptionArgs(List.of("--traceWindows=false")))
        .isInstanceOf(AssertionError.class)
        .hasMessageNotContaining("Windows of");
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void aPipelineThatRunsTellsHowItStands() throws Exception {
    Feed feed = new Feed(2).give(0, 1).watermark(0, 20_000).watermark(1, 5_000);
    p.apply("Feed", Read.from(feed))
        .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))))
        .apply("Count", Count.perElement());
    PipelineResult result =
        p.runWithAdditionalOptionArgs(List.of("--blockOnRun=false", "--targetParallelism=2"));
    GroupingTrace trace = WindowTrace.of(result, "Count");
    while (trace.now().inputWatermarkMillis() < 5_000) {
      trace = WindowTrace.of(result, "Count");
    }
    result.cancel();

    assertThat(trace.beforeTheEnd()).isNull();
    assertThat(trace.now().windows())
        .extracting(WindowState::key, WindowState::window)
        .containsExactly(tuple("1", FIRST_TEN));
    assertThat(trace.now().inputs()).extracting(InputState::heldBackBy).containsExactly("Feed");
    assertThat(WindowTrace.text(trace)).contains("\n  now:\n", "held back by Feed\n");
  }

  /** Rule W5. */
  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void anIdleInputIsCalledIdleAndHoldsNobodyBack() throws Exception {
    PCollection<Long> busy = p.apply("Busy", Read.from(new Feed(1).give(0, 1).watermark(0, 5_000)));
    PCollection<Long> idle = p.apply("Idle", Read.from(new Feed(1).idle(0, true)));
    PCollectionList.of(busy)
        .and(idle)
        .apply(Flatten.pCollections())
        .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))))
        .apply("Count", Count.perElement());
    PipelineResult result = p.runWithAdditionalOptionArgs(List.of("--blockOnRun=false"));
    GroupingTrace trace = WindowTrace.of(result, "Count");
    while (trace.now().inputWatermarkMillis() < 5_000) {
      trace = WindowTrace.of(result, "Count");
    }
    result.cancel();

    assertThat(trace.now().inputs())
        .extracting(InputState::transform, InputState::idle, InputState::heldBackBy)
        .containsExactlyInAnyOrder(tuple("Busy", false, "Busy"), tuple("Idle", true, null));
  }

  @Test
  void aNameThatIsNoGroupingIsRefusedWithThoseThatAre() {
    p.apply(stream().addElements(at(1, "k", 1)).advanceWatermarkToInfinity())
        .apply(tens())
        .apply("Group", GroupByKey.create());
    PipelineResult result = p.run();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WindowTrace.of(result, "Gruop"))
        .withMessageContaining("'Gruop'")
        .withMessageContaining("[Group]");
  }

  @Test
  void groupingsOfInputThatEndsHaveNothingToTell() {
    p.apply(Create.of(KV.of("k", 1))).apply("Group", GroupByKey.create());
    assertThat(WindowTrace.all(p.run())).isEmpty();
  }
}
