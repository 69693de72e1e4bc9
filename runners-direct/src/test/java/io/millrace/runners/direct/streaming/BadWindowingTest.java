package io.millrace.runners.direct.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.direct.testing.CountingSource;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DoubleCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.transforms.Combine;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.WithTimestamps;
import io.millrace.sdk.transforms.join.CoGroupByKey;
import io.millrace.sdk.transforms.join.KeyedPCollectionTuple;
import io.millrace.sdk.transforms.windowing.AfterEach;
import io.millrace.sdk.transforms.windowing.AfterFirst;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.CalendarWindows;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.NonMergingWindowFn;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.transforms.windowing.WindowMappingFn;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TimestampedValue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * What is wrong with times and windows is told by the name of the transform and with the cure: when
 * the pipeline is built wherever that can be known then.
 */
class BadWindowingTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Instant TOO_EARLY = BoundedWindow.TIMESTAMP_MIN_VALUE.minusMillis(1);
  private static final Instant TOO_LATE = BoundedWindow.TIMESTAMP_MAX_VALUE.plusMillis(1);

  private final Pipeline pipeline = Pipeline.create();

  /** It is refused, and the message says all of this. */
  private static void assertRefused(ThrowingCallable construction, String... parts) {
    assertThatThrownBy(construction)
        .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class)
        .hasMessageContainingAll(parts);
  }

  /** It is built, and fails when it runs; the message says all of this. */
  private void assertFails(String... parts) {
    assertThatThrownBy(() -> pipeline.run().waitUntilFinish())
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContainingAll(parts);
  }

  private PCollection<KV<String, Long>> pairs() {
    return pipeline.apply(Create.of(KV.of("a", 1L), KV.of("b", 2L)));
  }

  private PCollection<KV<String, Long>> endless() {
    return pipeline.apply(GenerateSequence.from(0)).apply(WithKeys.of("k"));
  }

  private static <T> Window<T> minutes() {
    return Window.into(FixedWindows.of(MINUTE));
  }

  @Test
  void windowsMustHaveASize() {
    assertRefused(() -> FixedWindows.of(Duration.ZERO), "size of FixedWindows", "positive");
    assertRefused(() -> FixedWindows.of(Duration.ofSeconds(-1)), "positive", "PT-1S");
    assertRefused(() -> FixedWindows.of(Duration.ofNanos(1)), "whole number of milliseconds");
    assertRefused(
        () -> FixedWindows.of(MINUTE).withOffset(MINUTE), "offset", "less than PT1M", "is PT1M");
    assertRefused(
        () -> SlidingWindows.of(MINUTE).every(Duration.ZERO), "period of SlidingWindows", "PT0S");
    assertRefused(() -> Sessions.withGapDuration(Duration.ZERO), "gap of Sessions", "positive");
    assertRefused(() -> CalendarWindows.days(0), "days", "0");
    assertRefused(() -> IntervalWindow.ofMillis(1, 0), "cannot end before it starts");
  }

  @Test
  void triggersMustHaveSensibleCountsAndTimes() {
    AfterProcessingTime time = AfterProcessingTime.pastFirstElementInPane();
    assertRefused(() -> AfterPane.elementCountAtLeast(0), "positive count", "not 0");
    assertRefused(() -> AfterPane.elementCountAtLeast(-5), "not -5");
    assertRefused(() -> time.plusDelayOf(Duration.ofMillis(-1)), "delay of a trigger", "negative");
    assertRefused(() -> time.plusDelayOf(Duration.ofNanos(1)), "whole number of milliseconds");
    assertRefused(
        () -> time.plusDelayOf(ChronoUnit.FOREVER.getDuration()), "longer than event time");
    assertRefused(() -> time.alignedTo(Duration.ZERO), "period that a trigger aligns to", "PT0S");
    assertRefused(() -> time.alignedTo(MINUTE, Instant.MAX), "outside of event time");
    assertRefused(() -> AfterFirst.of(time), "at least two triggers");
    assertRefused(() -> AfterEach.inOrder(), "at least one trigger");
  }

  @Test
  void ruleL6WhatADefaultWouldDecideMustBeSaid() {
    assertRefused(
        () ->
            pairs()
                .apply(
                    "Minutes",
                    BadWindowingTest.<KV<String, Long>>minutes()
                        .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                        .discardingFiredPanes()),
        "Transform Minutes:",
        "add withAllowedLateness(...)");
    assertRefused(
        () ->
            pairs()
                .apply(
                    "Late",
                    BadWindowingTest.<KV<String, Long>>minutes().withAllowedLateness(MINUTE)),
        "Transform Late:",
        "add discardingFiredPanes() or accumulatingFiredPanes()");
  }

  @Test
  void latenessMustBeSensible() {
    assertRefused(() -> minutes().withAllowedLateness(Duration.ofMillis(-1)), "negative");
    assertRefused(
        () -> minutes().withAllowedLateness(Duration.ofNanos(1)), "whole number of milliseconds");
    assertThat(
            pairs()
                .apply(
                    BadWindowingTest.<KV<String, Long>>minutes()
                        .withAllowedLateness(ChronoUnit.FOREVER.getDuration())
                        .discardingFiredPanes())
                .getWindowingStrategy()
                .getAllowedLateness())
        .as("for ever")
        .isEqualTo(Duration.ofMillis(Long.MAX_VALUE));
  }

  @Test
  void ruleL6WhatNeverEndsIsNotGroupedInTheGlobalWindowWithoutATrigger() {
    String[] message = {
      "Transform ", "never ends", "no result would ever be emitted", "Window.into(...)"
    };
    PCollection<KV<String, Long>> endless = endless();
    assertRefused(() -> endless.apply("Group", GroupByKey.create()), message);
    assertRefused(() -> endless.apply("Sum", Sum.longsPerKey()), message);
    assertRefused(() -> endless.apply("Count", Count.globally()), message);
    assertRefused(
        () ->
            KeyedPCollectionTuple.of("a", endless)
                .and("b", pairs())
                .apply("Join", CoGroupByKey.create()),
        message);
  }

  @Test
  void ruleR2ATriggerThatCanLoseDataMustBeAccepted() {
    PCollection<KV<String, Long>> once =
        pairs()
            .apply(
                BadWindowingTest.<KV<String, Long>>minutes()
                    .triggering(AfterPane.elementCountAtLeast(100))
                    .withAllowedLateness(Duration.ZERO)
                    .discardingFiredPanes());
    PCollection<KV<String, Long>> atEnd =
        once.apply(
            "AtEnd",
            Window.<KV<String, Long>>configure()
                .triggering(AfterWatermark.pastEndOfWindow())
                .withAllowedLateness(MINUTE));

    assertRefused(
        () -> once.apply("Group", GroupByKey.create()),
        "Transform Group:",
        "elementCountAtLeast(100)",
        "Repeatedly.forever(...)",
        "allowingTriggerToFinish()");
    assertRefused(
        () -> atEnd.apply("Sum", Sum.longsPerKey()),
        "Transform Sum:",
        "allowed lateness PT1M",
        "add late firings");
  }

  @Test
  void ruleG1KeysMustHaveOneFormOfBytes() {
    PCollection<KV<Double, Long>> byDouble =
        pipeline.apply(
            Create.of(KV.of(1.0, 1L)).withCoder(KvCoder.of(DoubleCoder.of(), VarLongCoder.of())));

    assertRefused(
        () -> byDouble.apply("Group", GroupByKey.create()),
        "Transform Group:",
        "not deterministic",
        "Choose another key type");
    assertRefused(() -> byDouble.apply("Sum", Sum.longsPerKey()), "Transform Sum:");
  }

  @Test
  void ruleF2WhatIsGroupedTogetherIsWindowedAlike() {
    PCollection<KV<String, Long>> minutes = pairs().apply("Minutes", minutes());
    PCollection<KV<String, Long>> hours =
        minutes.apply("Hours", Window.into(FixedWindows.of(Duration.ofHours(1))));
    PCollection<KV<String, Long>> early =
        minutes.apply(
            "Early",
            Window.<KV<String, Long>>configure()
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes());

    assertRefused(
        () -> PCollectionList.of(minutes).and(hours).apply("Both", Flatten.pCollections()),
        "Transform Both:",
        "Minutes/Assign has FixedWindows.of(PT1M)",
        "Apply the same Window.into(...)");
    assertRefused(
        () ->
            KeyedPCollectionTuple.of("a", minutes)
                .and("b", early)
                .apply("Join", CoGroupByKey.create()),
        "Transform Join/",
        "different triggers",
        "Apply the same Window.triggering(...)");
  }

  @Test
  void ruleS1ASideInputMustHaveAWindowForEachElement() {
    PCollection<KV<String, Long>> sessions =
        pairs().apply("Sessions", Window.into(Sessions.withGapDuration(MINUTE)));
    PCollectionView<Iterable<KV<String, Long>>> minutes =
        pairs().apply("Minutes", minutes()).apply("Behind", View.asIterable());

    assertRefused(
        () -> sessions.apply("View", View.asIterable()),
        "Transform View",
        "which merge",
        "other windows with Window.into(...)");
    assertRefused(
        () -> pairs().apply("Read", ParDo.of(new Pass(Duration.ZERO, 0)).withSideInputs(minutes)),
        "Transform Read:",
        "cannot be read with the main input",
        "Put the side input into GlobalWindows, or the main input into smaller windows");
  }

  @Test
  void ruleG5ADefaultValueHasNoPlaceInManyWindows() {
    assertRefused(
        () ->
            pairs()
                .apply("Values", io.millrace.sdk.transforms.Values.create())
                .apply("Minutes", minutes())
                .apply("Total", Combine.globally(Sum.ofLongs())),
        "Transform Total:",
        "withoutDefaults()");
  }

  private static final class Remember extends DoFn<KV<String, Long>, Long> {
    private static final long serialVersionUID = 1;

    @StateId("last")
    private final StateSpec<ValueState<Long>> last = StateSpecs.value(VarLongCoder.of());

    @ProcessElement
    public void processElement(
        @Element KV<String, Long> element, @StateId("last") ValueState<Long> last) {
      last.write(element.getValue());
    }
  }

  @Test
  void ruleM7StateHasNoPlaceInWindowsThatMerge() {
    PCollection<KV<String, Long>> sessions =
        pairs().apply(Window.into(Sessions.withGapDuration(MINUTE)));

    assertRefused(
        () -> sessions.apply("Remember", ParDo.of(new Remember())), "Transform Remember:", "merge");
  }

  @Test
  void timesBeforeTheEpochAreTimesLikeOthers() {
    Instant before = Instant.ofEpochMilli(-1);
    PCollection<Long> sum =
        pipeline
            .apply(Create.timestamped(TimestampedValue.of(1L, before)))
            .apply(minutes())
            .apply(Sum.longsGlobally().withoutDefaults());

    PAssert.that(sum)
        .inWindow(new IntervalWindow(Instant.EPOCH.minus(MINUTE), Instant.EPOCH))
        .containsInAnyOrder(1L);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void elementsOutsideOfEventTimeAreRefusedWhereTheyAreWritten() {
    for (Instant time : new Instant[] {TOO_EARLY, TOO_LATE, Instant.MAX}) {
      assertRefused(
          () -> pipeline.apply(Create.timestamped(TimestampedValue.of("a", time))),
          "Transform Create.TimestampedValues",
          "outside of event time",
          "It counts milliseconds");
    }
    assertRefused(
        () -> TestStream.create(VarLongCoder.of()).addElements(TimestampedValue.of(1L, TOO_EARLY)),
        "outside of event time");
    assertRefused(
        () ->
            TestStream.create(VarLongCoder.of())
                .addElements(TimestampedValue.of(1L, BoundedWindow.TIMESTAMP_MAX_VALUE)),
        "older than the end of time");
  }

  @Test
  void aTimeOutsideOfEventTimeFailsByTheNameOfTheTransform() {
    // Nanoseconds, given as milliseconds.
    pairs()
        .apply("Time", WithTimestamps.of(pair -> Instant.ofEpochMilli(1_700_000_000_000_000_000L)));

    assertFails("Time/AddTimestamps", "outside of event time", "It counts milliseconds");
  }

  /** Numbers whose times are in another unit. */
  private static final class NanosSource extends Source<Long, OffsetRange> {
    private static final long serialVersionUID = 1;

    private final CountingSource numbers = new CountingSource(3);

    @Override
    public IsBounded isBounded() {
      return IsBounded.BOUNDED;
    }

    @Override
    public Coder<Long> getOutputCoder() {
      return VarLongCoder.of();
    }

    @Override
    public Coder<OffsetRange> getSplitCoder() {
      return OffsetRange.Coder.of();
    }

    @Override
    public SplitEnumerator<OffsetRange> createEnumerator(SourceContext context, byte[] state)
        throws IOException {
      return numbers.createEnumerator(context, state);
    }

    @Override
    public SourceReader<Long, OffsetRange> createReader(SourceContext context, OffsetRange split) {
      return new SourceReader<>() {
        @Override
        public Status poll(SourceOutput<Long> output, int maxElements) {
          output.output(1L, 1_700_000_000_000_000_000L);
          return Status.FINISHED;
        }

        @Override
        public OffsetRange snapshot() {
          return split;
        }

        @Override
        public void close() {}
      };
    }
  }

  @Test
  void aSourceThatGivesSuchTimesFailsByItsName() {
    pipeline.apply("Events", Read.from(new NanosSource()));

    assertFails("Events", "outside of event time", "Timestamps count milliseconds");
  }

  /** Gives elements an earlier time. */
  private static final class Pass extends DoFn<KV<String, Long>, KV<String, Long>> {
    private static final long serialVersionUID = 1;

    private final Duration skew;
    private final long secondsEarlier;

    Pass(Duration skew, long secondsEarlier) {
      this.skew = skew;
      this.secondsEarlier = secondsEarlier;
    }

    @Override
    public Duration getAllowedTimestampSkew() {
      return skew;
    }

    @ProcessElement
    public void processElement(
        @Element KV<String, Long> element,
        @Timestamp Instant time,
        OutputReceiver<KV<String, Long>> out) {
      out.outputWithTimestamp(element, time.minusSeconds(secondsEarlier));
    }
  }

  @Test
  void ruleE1AnOutputBeforeItsInputFailsByTheNameOfTheTransform() {
    pipeline
        .apply(Create.timestamped(TimestampedValue.of(KV.of("a", 1L), Instant.ofEpochSecond(9))))
        .apply("Back", ParDo.of(new Pass(Duration.ofSeconds(1), 2)));

    assertFails(
        "Back",
        "1970-01-01T00:00:07Z",
        "before that of the input, 1970-01-01T00:00:09Z",
        "the allowed skew, PT1S",
        "override DoFn.getAllowedTimestampSkew");
  }

  @Test
  void ruleE1ASkewCannotBeNegative() {
    assertRefused(
        () -> pairs().apply("Back", ParDo.of(new Pass(Duration.ofMillis(-1), 0))),
        "Transform Back:",
        "getAllowedTimestampSkew() gives PT-0.001S",
        "zero or more");
  }

  /** Forgets to say in which windows an element is. */
  private static final class NoWindows extends NonMergingWindowFn<Object, IntervalWindow> {
    private static final long serialVersionUID = 1;

    @Override
    @SuppressWarnings("NullAway") // the mistake that is tested
    public Collection<IntervalWindow> assignWindows(AssignContext c) {
      return null;
    }

    @Override
    public boolean isCompatible(WindowFn<?, ?> other) {
      return other instanceof NoWindows;
    }

    @Override
    public Coder<IntervalWindow> windowCoder() {
      return IntervalWindow.getCoder();
    }

    @Override
    public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
      throw new UnsupportedOperationException("not a side input");
    }

    @Override
    public String toString() {
      return "NoWindows";
    }
  }

  @Test
  void aWindowFunctionThatGivesNullFailsByTheNameOfTheTransform() {
    pairs().apply("Windows", Window.into(new NoWindows())).apply("Count", Count.perElement());

    assertFails("Windows/Assign", "NoWindows gave null for the windows of an element");
  }
}
