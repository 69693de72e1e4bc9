package io.millrace.runners.direct.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.transforms.Combine;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Reify;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.join.CoGbkResult;
import io.millrace.sdk.transforms.join.CoGroupByKey;
import io.millrace.sdk.transforms.join.KeyedPCollectionTuple;
import io.millrace.sdk.transforms.join.RawUnionValue;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.LateData;
import io.millrace.sdk.transforms.windowing.Never;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.ValueInSingleWindow;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rule L4: what is dropped because it comes too late is counted and can be had. */
class LateDataTest {

  private static final Duration TEN = Duration.ofSeconds(10);
  private static final TupleTag<KV<String, Long>> LATE = new TupleTag<>("late") {};

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  private static Instant at(long seconds) {
    return Instant.ofEpochSecond(seconds);
  }

  private static TimestampedValue<KV<String, Long>> pair(String key, long value, long seconds) {
    return TimestampedValue.of(KV.of(key, value), at(seconds));
  }

  private static IntervalWindow window(long start, long end) {
    return new IntervalWindow(at(start), at(end));
  }

  private static TestStream.Builder<KV<String, Long>> stream() {
    return TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()));
  }

  /** An element as it was dropped: it came from no grouping, so that it has no pane. */
  private static ValueInSingleWindow<KV<String, Long>> dropped(
      String key, long value, long seconds, BoundedWindow window) {
    return ValueInSingleWindow.of(KV.of(key, value), at(seconds), window, PaneInfo.NO_FIRING);
  }

  private static PCollection<ValueInSingleWindow<KV<String, Long>>> all(
      PCollection<KV<String, Long>> late) {
    return late.apply(Reify.windows());
  }

  private static long counter(PipelineResult result, String name) {
    return result.metrics().sumOfCounters(MetricName.named("millrace", name));
  }

  private static void assertDropped(PipelineResult result, long late, long closed) {
    assertThat(counter(result, "droppedDueToLateness")).as("droppedDueToLateness").isEqualTo(late);
    assertThat(counter(result, "droppedDueToClosedWindow"))
        .as("droppedDueToClosedWindow")
        .isEqualTo(closed);
  }

  @Test
  void ruleR11AnElementThatWouldMergeWithAClosedSessionStaysInItsOwnWindow() {
    PCollection<KV<String, Long>> sums =
        pipeline
            .apply(
                stream()
                    .addElements(pair("k", 1, 0))
                    .addElements(pair("k", 2, 5))
                    .advanceWatermarkToInfinity())
            .apply(
                Window.<KV<String, Long>>into(Sessions.withGapDuration(TEN))
                    .triggering(AfterPane.elementCountAtLeast(1))
                    .allowingTriggerToFinish()
                    .withAllowedLateness(Duration.ZERO)
                    .discardingFiredPanes()
                    .withLateDataOutput(LATE))
            .apply(Sum.longsPerKey());

    PAssert.that(all(LateData.of(LATE, sums)))
        .containsInAnyOrder(dropped("k", 2, 5, window(5, 15)));
    PAssert.that(sums).containsInAnyOrder(KV.of("k", 1L));
    assertDropped(pipeline.run(), 0, 1);
  }

  @Test
  void combinesGiveOutTheValuesAndNotWhatWasCombinedBefore() {
    TupleTag<KV<Void, Long>> late = new TupleTag<>("late") {};
    PCollection<Long> sum =
        pipeline
            .apply(
                TestStream.create(VarLongCoder.of())
                    .advanceWatermarkTo(at(10))
                    .addElements(
                        TimestampedValue.of(1L, at(1)),
                        TimestampedValue.of(2L, at(2)),
                        TimestampedValue.of(4L, at(11)))
                    .advanceWatermarkToInfinity())
            .apply(Window.<Long>into(FixedWindows.of(TEN)).withLateDataOutput(late))
            .apply(Combine.globally(Sum.ofLongs()).withoutDefaults());

    PCollection<KV<Void, Long>> tooLate = LateData.of(late, sum);

    assertThat(tooLate.getCoder()).isEqualTo(KvCoder.of(VoidCoder.of(), VarLongCoder.of()));
    PAssert.that(tooLate).containsInAnyOrder(KV.of((Void) null, 1L), KV.of((Void) null, 2L));
    PAssert.that(sum).inOnTimePane(window(10, 20)).containsInAnyOrder(4L);
    assertDropped(pipeline.run(), 2, 0);
  }

  @Test
  void aHotKeyFanoutGivesOutTheValuesAsWell() {
    PCollection<KV<String, Long>> sums =
        pipeline
            .apply(
                stream()
                    .advanceWatermarkTo(at(10))
                    .addElements(pair("k", 1, 1), pair("k", 2, 2), pair("k", 4, 12))
                    .advanceWatermarkToInfinity())
            .apply(Window.<KV<String, Long>>into(FixedWindows.of(TEN)).withLateDataOutput(LATE))
            .apply(Combine.<String, Long, Long>perKey(Sum.ofLongs()).withHotKeyFanout(3));

    PAssert.that(LateData.of(LATE, sums)).containsInAnyOrder(KV.of("k", 1L), KV.of("k", 2L));
    PAssert.that(sums).containsInAnyOrder(KV.of("k", 4L));
    assertDropped(pipeline.run(), 2, 0);
  }

  @Test
  void eachGroupingOfACollectionHasItsOwnLateData() {
    TupleTag<KV<KV<String, Long>, Void>> counted = new TupleTag<>("late") {};
    PCollection<KV<String, Long>> windowed =
        pipeline
            .apply(
                stream()
                    .advanceWatermarkTo(at(10))
                    .addElements(pair("k", 1, 1))
                    .advanceWatermarkToInfinity())
            .apply(Window.<KV<String, Long>>into(FixedWindows.of(TEN)).withLateDataOutput(LATE));

    PCollection<KV<String, Long>> sums = windowed.apply(Sum.longsPerKey());
    PCollection<KV<KV<String, Long>, Long>> counts = windowed.apply(Count.perElement());

    PAssert.that(LateData.of(LATE, sums)).containsInAnyOrder(KV.of("k", 1L));
    PAssert.that(LateData.of(counted, counts))
        .containsInAnyOrder(KV.of(KV.of("k", 1L), (Void) null));
    PAssert.that(sums).empty();
    PAssert.that(counts).empty();
    assertDropped(pipeline.run(), 2, 0);
  }

  @Test
  void ruleE1LateDataIsLateAndCanBeCountedInOtherWindows() {
    PCollection<KV<String, Long>> sums =
        pipeline
            .apply(
                stream()
                    .advanceWatermarkTo(at(10))
                    .addElements(pair("k", 1, 1), pair("k", 2, 2))
                    .advanceWatermarkTo(at(40))
                    .addElements(pair("k", 4, 3))
                    .advanceWatermarkToInfinity())
            .apply(Window.<KV<String, Long>>into(FixedWindows.of(TEN)).withLateDataOutput(LATE))
            .apply(Sum.longsPerKey());
    PCollection<KV<String, Long>> late = LateData.of(LATE, sums);

    // In the windows in which it was late, it is late again.
    PCollection<KV<String, Iterable<Long>>> again = late.apply("Again", GroupByKey.create());
    PCollection<KV<String, Long>> elsewhere =
        late.apply(Window.<KV<String, Long>>into(new GlobalWindows()).triggering(Never.ever()))
            .apply("Elsewhere", Count.perKey());

    PAssert.that(again).empty();
    PAssert.that(elsewhere).containsInAnyOrder(KV.of("k", 3L));
    assertDropped(pipeline.run(), 3 + 3, 0);
  }

  @Test
  void aJoinGivesOutTheValuesOfBothSides() {
    TupleTag<KV<String, RawUnionValue>> late = new TupleTag<>("late") {};
    Window<KV<String, Long>> windows =
        Window.<KV<String, Long>>into(FixedWindows.of(TEN)).withLateDataOutput(late);
    PCollection<KV<String, Long>> left =
        pipeline
            .apply(
                "Left",
                stream()
                    .addElements(pair("k", 1, 1))
                    .advanceWatermarkTo(at(10))
                    .addElements(pair("k", 2, 2))
                    .advanceWatermarkToInfinity())
            .apply("LeftWindows", windows);
    PCollection<KV<String, Long>> right =
        pipeline
            .apply(
                "Right",
                stream()
                    .advanceWatermarkTo(at(10))
                    .addElements(pair("k", 4, 3))
                    .advanceWatermarkToInfinity())
            .apply("RightWindows", windows);
    PCollection<KV<String, CoGbkResult>> joined =
        KeyedPCollectionTuple.of("left", left)
            .and("right", right)
            .apply("Join", CoGroupByKey.create());

    PAssert.that(LateData.of(late, joined))
        .containsInAnyOrder(
            KV.of("k", new RawUnionValue(0, 2L)), KV.of("k", new RawUnionValue(1, 4L)));
    assertDropped(pipeline.run(), 2, 0);
  }

  @Test
  void boundedInputIsNeverLate() {
    PCollection<KV<String, Long>> sums =
        pipeline
            .apply(Create.timestamped(pair("k", 1, 100), pair("k", 2, 1)))
            .apply(Window.<KV<String, Long>>into(FixedWindows.of(TEN)).withLateDataOutput(LATE))
            .apply(Sum.longsPerKey());
    PCollection<KV<String, Long>> late = LateData.of(LATE, sums);

    assertThat(late.isBounded()).isEqualTo(IsBounded.BOUNDED);
    PAssert.that(late).empty();
    PAssert.that(sums).containsInAnyOrder(KV.of("k", 1L), KV.of("k", 2L));
    assertDropped(pipeline.run(), 0, 0);
  }

  /** Says how it went, and drops nothing by itself. */
  private static final class Sorted extends DoFn<KV<String, Long>, Long> {
    private static final long serialVersionUID = 1;

    @RequiresTimeSortedInput
    @ProcessElement
    public void processElement(@Element KV<String, Long> element, OutputReceiver<Long> out) {
      out.output(element.getValue());
    }
  }

  @Test
  void ruleH3WhatComesTooLateForItsPlaceInTheOrderIsGivenOut() {
    PCollection<Long> sorted =
        pipeline
            .apply(
                stream()
                    .addElements(pair("k", 7, 7))
                    .advanceWatermarkTo(at(8))
                    .addElements(pair("k", 4, 4))
                    .advanceWatermarkToInfinity())
            .apply(Window.<KV<String, Long>>into(FixedWindows.of(TEN)).withLateDataOutput(LATE))
            .apply(ParDo.of(new Sorted()));

    PAssert.that(all(LateData.of(LATE, sorted)))
        .containsInAnyOrder(dropped("k", 4, 4, window(0, 10)));
    PAssert.that(sorted).containsInAnyOrder(7L);
    assertDropped(pipeline.run(), 1, 0);
  }
}
