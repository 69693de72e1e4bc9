package io.millrace.runners.direct.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.PipelineLaws;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineLawsTest {

  private static final PipelineLaws LAWS = PipelineLaws.create().withScripts(25);

  private static final List<TimestampedValue<KV<String, Integer>>> ELEMENTS =
      List.of(
          at(1, "a", 1),
          at(4, "b", 2),
          at(4, "a", 3),
          at(9, "a", 4),
          at(12, "a", 5),
          at(25, "b", 6),
          at(27, "a", 7));

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private static TimestampedValue<KV<String, Integer>> at(long seconds, String key, int value) {
    return TimestampedValue.of(KV.of(key, value), Instant.ofEpochSecond(seconds));
  }

  private static Window<KV<String, Integer>> tens() {
    return Window.into(FixedWindows.of(Duration.ofSeconds(10)));
  }

  private static final class CountInWindows
      extends PTransform<PCollection<KV<String, Integer>>, PCollection<KV<String, Long>>> {
    @Override
    public PCollection<KV<String, Long>> expand(PCollection<KV<String, Integer>> input) {
      return input.apply(tens()).apply(Count.perKey());
    }
  }

  /** Early panes are parts of the last one. */
  private static final class SumsThatAccumulate
      extends PTransform<PCollection<KV<String, Integer>>, PCollection<KV<String, Integer>>> {
    @Override
    public PCollection<KV<String, Integer>> expand(PCollection<KV<String, Integer>> input) {
      return input
          .apply(
              tens()
                  .triggering(
                      AfterWatermark.pastEndOfWindow()
                          .withEarlyFirings(AfterPane.elementCountAtLeast(2)))
                  .withAllowedLateness(Duration.ZERO)
                  .accumulatingFiredPanes())
          .apply(Sum.integersPerKey());
    }
  }

  private static final class EarlyGroups
      extends PTransform<
          PCollection<KV<String, Integer>>, PCollection<KV<String, Iterable<Integer>>>> {
    @Override
    public PCollection<KV<String, Iterable<Integer>>> expand(
        PCollection<KV<String, Integer>> input) {
      return input
          .apply(
              tens()
                  .triggering(
                      AfterWatermark.pastEndOfWindow()
                          .withEarlyFirings(AfterPane.elementCountAtLeast(2)))
                  .withAllowedLateness(Duration.ZERO)
                  .discardingFiredPanes())
          .apply(GroupByKey.create());
    }
  }

  private static final class InSessions
      extends PTransform<
          PCollection<KV<String, Integer>>, PCollection<KV<String, Iterable<Integer>>>> {
    private final boolean early;

    InSessions(boolean early) {
      this.early = early;
    }

    @Override
    public PCollection<KV<String, Iterable<Integer>>> expand(
        PCollection<KV<String, Integer>> input) {
      Window<KV<String, Integer>> sessions =
          Window.into(Sessions.withGapDuration(Duration.ofSeconds(5)));
      return input
          .apply(
              early
                  ? sessions
                      .triggering(
                          AfterWatermark.pastEndOfWindow()
                              .withEarlyFirings(AfterPane.elementCountAtLeast(1)))
                      .withAllowedLateness(Duration.ZERO)
                      .accumulatingFiredPanes()
                  : sessions)
          .apply(GroupByKey.create());
    }
  }

  /** Keeps what comes and gives it in order at the end of the window: arrival does not show. */
  private static final class InOrder
      extends PTransform<PCollection<KV<String, Integer>>, PCollection<String>> {
    @Override
    public PCollection<String> expand(PCollection<KV<String, Integer>> input) {
      return input.apply(tens()).apply(ParDo.of(new SortAtTheEnd())).setCoder(StringUtf8Coder.of());
    }
  }

  private static final class SortAtTheEnd extends DoFn<KV<String, Integer>, String> {
    private static final long serialVersionUID = 1;

    @StateId("all")
    private final StateSpec<BagState<Integer>> all = StateSpecs.bag(VarIntCoder.of());

    @TimerId("end")
    private final TimerSpec end = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void processElement(
        @Element KV<String, Integer> element,
        BoundedWindow window,
        @StateId("all") BagState<Integer> bag,
        @TimerId("end") Timer timer) {
      bag.add(element.getValue());
      timer.set(window.maxTimestamp());
    }

    @OnTimer("end")
    public void onEnd(
        @Key String key, @StateId("all") BagState<Integer> bag, OutputReceiver<String> out) {
      List<Integer> sorted = new ArrayList<>();
      bag.read().forEach(sorted::add);
      sorted.sort(null);
      out.output(key + sorted);
    }
  }

  /** Gives each element a number in the order in which they come. */
  private static final class Numbered
      extends PTransform<PCollection<KV<String, Integer>>, PCollection<KV<Integer, Long>>> {
    @Override
    public PCollection<KV<Integer, Long>> expand(PCollection<KV<String, Integer>> input) {
      return input
          .apply(ParDo.of(new NumberByArrival()))
          .setCoder(KvCoder.of(VarIntCoder.of(), VarLongCoder.of()));
    }
  }

  private static final class NumberByArrival extends DoFn<KV<String, Integer>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1;

    @StateId("next")
    private final StateSpec<ValueState<Long>> next = StateSpecs.value(VarLongCoder.of());

    @ProcessElement
    public void processElement(
        @Element KV<String, Integer> element,
        @StateId("next") ValueState<Long> count,
        OutputReceiver<KV<Integer, Long>> out) {
      Long before = count.read();
      long number = before == null ? 0 : before;
      count.write(number + 1);
      out.output(KV.of(element.getValue(), number));
    }
  }

  /** Fails when it meets an element after a larger one. */
  private static final class RefusesDisorder
      extends PTransform<PCollection<KV<String, Integer>>, PCollection<KV<Integer, Long>>> {
    @Override
    public PCollection<KV<Integer, Long>> expand(PCollection<KV<String, Integer>> input) {
      return input
          .apply(ParDo.of(new FailAfterLarger()))
          .setCoder(KvCoder.of(VarIntCoder.of(), VarLongCoder.of()));
    }
  }

  private static final class FailAfterLarger extends DoFn<KV<String, Integer>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1;

    @StateId("last")
    private final StateSpec<ValueState<Integer>> last = StateSpecs.value(VarIntCoder.of());

    @ProcessElement
    public void processElement(
        @Element KV<String, Integer> element, @StateId("last") ValueState<Integer> state) {
      Integer before = state.read();
      if (before != null && before > element.getValue()) {
        throw new IllegalStateException(before + " came before " + element.getValue());
      }
      state.write(element.getValue());
    }
  }

  /** Tells whether its input ends. */
  private static final class LooksAtTheInput
      extends PTransform<PCollection<KV<String, Integer>>, PCollection<KV<String, Long>>> {
    @Override
    public PCollection<KV<String, Long>> expand(PCollection<KV<String, Integer>> input) {
      Duration size = Duration.ofSeconds(input.isBounded() == IsBounded.BOUNDED ? 10 : 20);
      return input
          .apply(Window.<KV<String, Integer>>into(FixedWindows.of(size)))
          .apply(Count.perKey());
    }
  }

  private static <R> AssertionError failure(
      PipelineLaws laws, PTransform<PCollection<KV<String, Integer>>, PCollection<R>> transform) {
    AssertionError failure =
        catchThrowableOfType(
            AssertionError.class, () -> laws.sameResultForAnyArrivalOrder(transform, ELEMENTS));
    assertThat(failure).as("failure of the law").isNotNull();
    return failure;
  }

  /** Rule M8. */
  @Test
  void countsInWindowsDoNotDependOnTheOrder() {
    LAWS.sameResultForAnyArrivalOrder(new CountInWindows(), ELEMENTS);
  }

  /** Rule M8. */
  @ParameterizedTest(name = "early {0}")
  @ValueSource(booleans = {false, true})
  void sessionsDoNotDependOnTheOrder(boolean early) {
    LAWS.sameResultForAnyArrivalOrder(new InSessions(early), ELEMENTS);
  }

  @Test
  void theLastOfPanesThatAccumulateCounts() {
    LAWS.sameResultForAnyArrivalOrder(new SumsThatAccumulate(), ELEMENTS);
  }

  @Test
  void groupsInSeveralPanesArePutTogether() {
    LAWS.sameResultForAnyArrivalOrder(new EarlyGroups(), ELEMENTS);
  }

  @Test
  void whatATimerSortsDoesNotDependOnTheOrder() {
    LAWS.sameResultForAnyArrivalOrder(new InOrder(), ELEMENTS);
  }

  @Test
  void numbersByArrivalDependOnTheOrderAsTwoElementsShow() {
    assertThat(failure(LAWS, new Numbered()))
        .hasMessage(
            """
            The result depends on the order in which elements arrive.
              smallest script, of seed 0:
                TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
                    .addElements(TimestampedValue.of(KV.of("a", 4), Instant.ofEpochMilli(9000L)))
                    .addElements(TimestampedValue.of(KV.of("a", 1), Instant.ofEpochMilli(1000L)))
                    .advanceWatermarkToInfinity()
              compared with the elements one by one in the order of their timestamps: expected 2 elements in any order, but 2 are missing and 2 are unexpected
              missing:    [KV{1, 0} in GlobalWindow, KV{4, 1} in GlobalWindow]
              unexpected: [KV{4, 0} in GlobalWindow, KV{1, 1} in GlobalWindow]
              expected:   [KV{1, 0} in GlobalWindow, KV{4, 1} in GlobalWindow]
              actual:     [KV{4, 0} in GlobalWindow, KV{1, 1} in GlobalWindow]
              again: -Dmillrace.propertySeed=0""");
  }

  @Test
  void theSmallestScriptDoesTheSameWherePasted() {
    PCollection<KV<Integer, Long>> numbers =
        p.apply(
                TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
                    .addElements(TimestampedValue.of(KV.of("a", 4), Instant.ofEpochMilli(9000L)))
                    .addElements(TimestampedValue.of(KV.of("a", 1), Instant.ofEpochMilli(1000L)))
                    .advanceWatermarkToInfinity())
            .apply(new Numbered());
    PAssert.that(numbers).containsInAnyOrder(KV.of(4, 0L), KV.of(1, 1L));
    p.run();
  }

  @Test
  void theSameSeedFindsTheSame() {
    String first = failure(LAWS.withSeed(7), new Numbered()).getMessage();
    String second = failure(LAWS.withSeed(7), new Numbered()).getMessage();
    assertThat(second).isEqualTo(first);
  }

  @Test
  void aPipelineThatFailsInAnotherOrderIsADifference() {
    assertThat(failure(LAWS, new RefusesDisorder()))
        .hasMessageContaining("The result depends on the order")
        .hasMessageContaining("the pipeline failed: ")
        .hasMessageContaining(" came before ");
  }

  @Test
  void aPipelineThatFailsInOrderOfTimeFailsTheLaw() {
    List<TimestampedValue<KV<String, Integer>>> falling = List.of(at(1, "a", 2), at(2, "a", 1));
    assertThatThrownBy(() -> LAWS.sameResultForAnyArrivalOrder(new RefusesDisorder(), falling))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("one by one in the order of their timestamps")
        .hasMessageContaining("2 came before 1");
  }

  /** Rule Q3. */
  @Test
  void resultsAreTheSameWhetherTheInputEndsOrNot() {
    LAWS.sameResultBoundedOrUnbounded(new CountInWindows(), ELEMENTS);
    LAWS.sameResultBoundedOrUnbounded(new InSessions(false), ELEMENTS);
    LAWS.sameResultBoundedOrUnbounded(new SumsThatAccumulate(), ELEMENTS);
    LAWS.sameResultBoundedOrUnbounded(new InOrder(), ELEMENTS);
  }

  /** Rule Q3. */
  @Test
  void aTransformThatLooksWhetherItsInputEndsIsFoundOut() {
    assertThatThrownBy(() -> LAWS.sameResultBoundedOrUnbounded(new LooksAtTheInput(), ELEMENTS))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            The result is not the same over input that ends and over a stream.
              smallest stream:
                TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
                    .addElements(TimestampedValue.of(KV.of("a", 7), Instant.ofEpochMilli(27000L)))
                    .advanceWatermarkToInfinity()
              compared with Create.timestamped of the same elements: expected 1 element in any order, but 1 is missing and 1 is unexpected
              missing:    [KV{"a", 1} in [1970-01-01T00:00:20Z..1970-01-01T00:00:30Z)]
              unexpected: [KV{"a", 1} in [1970-01-01T00:00:20Z..1970-01-01T00:00:40Z)]
              expected:   [KV{"a", 1} in [1970-01-01T00:00:20Z..1970-01-01T00:00:30Z)]
              actual:     [KV{"a", 1} in [1970-01-01T00:00:20Z..1970-01-01T00:00:40Z)]""");
  }

  @Test
  void elementsOutsideOfEventTimeAreRefused() {
    TimestampedValue<KV<String, Integer>> tooOld =
        TimestampedValue.of(
            KV.of("a", 1), BoundedWindow.TIMESTAMP_MIN_VALUE.minus(Duration.ofMillis(1)));
    TimestampedValue<KV<String, Integer>> atTheEnd =
        TimestampedValue.of(KV.of("a", 1), BoundedWindow.TIMESTAMP_MAX_VALUE);
    for (TimestampedValue<KV<String, Integer>> wrong : List.of(tooOld, atTheEnd)) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> LAWS.sameResultForAnyArrivalOrder(new CountInWindows(), List.of(wrong)));
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> LAWS.sameResultBoundedOrUnbounded(new CountInWindows(), List.of(wrong)));
    }
  }

  @Test
  void noElementsAndNoScriptsAreRefusedSinceTheyProveNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LAWS.sameResultForAnyArrivalOrder(new CountInWindows(), List.of()))
        .withMessageContaining("without elements");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LAWS.sameResultBoundedOrUnbounded(new CountInWindows(), List.of()))
        .withMessageContaining("without elements");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LAWS.withScripts(0))
        .withMessageContaining("0 scripts");
  }
}
