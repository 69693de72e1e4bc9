package io.millrace.runners.direct.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Values;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.LateData;
import io.millrace.sdk.transforms.windowing.Never;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Trigger;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TupleTag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rule L4: whatever the windows, the trigger and the stream, each element is in one pane of each of
 * its windows, or in the late data of the grouping.
 */
class LateDataLawTest {

  private static final int SEEDS = 120;
  private static final int ELEMENTS = 40;
  private static final TupleTag<KV<String, Integer>> LATE = new TupleTag<>("late") {};

  private static final List<WindowFn<Object, ?>> WINDOWS =
      List.of(
          FixedWindows.of(Duration.ofSeconds(10)),
          SlidingWindows.of(Duration.ofSeconds(10)).every(Duration.ofSeconds(5)),
          Sessions.withGapDuration(Duration.ofSeconds(4)));

  private static final List<Trigger> TRIGGERS =
      List.of(
          DefaultTrigger.of(),
          Never.ever(),
          AfterWatermark.pastEndOfWindow(),
          AfterWatermark.pastEndOfWindow()
              .withEarlyFirings(AfterPane.elementCountAtLeast(2))
              .withLateFirings(AfterPane.elementCountAtLeast(1)),
          AfterPane.elementCountAtLeast(2),
          Repeatedly.forever(AfterPane.elementCountAtLeast(3))
              .orFinally(AfterWatermark.pastEndOfWindow()));

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  static IntStream seeds() {
    return IntStream.range(0, SEEDS);
  }

  private static TestStream<KV<String, Integer>> stream(Random random) {
    TestStream.Builder<KV<String, Integer>> stream =
        TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()));
    long watermark = 0;
    for (int i = 0; i < ELEMENTS; i++) {
      if (random.nextInt(3) == 0) {
        watermark += 1 + random.nextInt(8);
        stream = stream.advanceWatermarkTo(Instant.ofEpochSecond(watermark));
      }
      long timestamp = Math.max(0, watermark - 25 + random.nextInt(40));
      stream =
          stream.addElements(
              TimestampedValue.of(
                  KV.of(random.nextBoolean() ? "a" : "b", i), Instant.ofEpochSecond(timestamp)));
    }
    return stream.advanceWatermarkToInfinity();
  }

  private static <T> PCollection<T> inOneWindow(String name, PCollection<T> elements) {
    return elements.apply(name, Window.<T>into(new GlobalWindows()).triggering(Never.ever()));
  }

  private static final class CountLate extends DoFn<Integer, Void> {
    private static final long serialVersionUID = 1;

    private final Counter late = Metrics.counter("millrace", "late");

    @ProcessElement
    public void processElement() {
      late.inc();
    }
  }

  private static long counter(PipelineResult result, String name) {
    return result.metrics().sumOfCounters(MetricName.named("millrace", name));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void ruleL4WhatComesInIsEmittedOrLate(int seed) {
    Random random = new Random(seed);
    WindowFn<Object, ?> windows = WINDOWS.get(random.nextInt(WINDOWS.size()));
    Trigger trigger = TRIGGERS.get(random.nextInt(TRIGGERS.size()));
    Duration lateness = Duration.ofSeconds(random.nextInt(3) * 5L);

    PCollection<KV<String, Iterable<Integer>>> groups =
        pipeline
            .apply(stream(random))
            .apply(
                Window.<KV<String, Integer>>into(windows)
                    .triggering(trigger)
                    .allowingTriggerToFinish()
                    .withAllowedLateness(lateness)
                    .discardingFiredPanes()
                    .withLateDataOutput(LATE))
            .apply(GroupByKey.create());
    PCollection<Integer> late = LateData.of(LATE, groups).apply("Late", Values.create());
    PCollection<Integer> emitted =
        groups.apply("Groups", Values.create()).apply(Flatten.iterables());

    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < ELEMENTS; i++) {
      expected.add(i);
      if (windows instanceof SlidingWindows) {
        expected.add(i);
      }
    }
    PAssert.that(
            "windows " + windows + ", trigger " + trigger + ", lateness " + lateness,
            PCollectionList.of(inOneWindow("LateInOne", late))
                .and(inOneWindow("EmittedInOne", emitted))
                .apply(Flatten.pCollections()))
        .containsInAnyOrder(expected);
    late.apply(ParDo.of(new CountLate()));

    PipelineResult result = pipeline.run();

    assertThat(
            counter(result, "droppedDueToLateness") + counter(result, "droppedDueToClosedWindow"))
        .as("dropped, by the counters")
        .isEqualTo(counter(result, "late"));
  }
}
