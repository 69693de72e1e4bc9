package io.millrace.runners.direct.splittable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimators;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Functions whose work on one element is split, on the direct runner. */
class SplittableDoFnTest {

  private static final List<String> LOG = Collections.synchronizedList(new ArrayList<>());

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  @BeforeEach
  void forget() {
    LOG.clear();
  }

  /** Gives the numbers from 0 to the element. */
  private static class CountTo extends DoFn<Integer, Long> {

    private static final long serialVersionUID = 1;

    @GetInitialRestriction
    public OffsetRange initial(@Element Integer end) {
      return new OffsetRange(0, end);
    }

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> out) {
      for (long i = tracker.currentRestriction().getFrom(); tracker.tryClaim(i); i++) {
        out.output(i);
      }
    }
  }

  private static final class CountInParts extends CountTo {

    private static final long serialVersionUID = 1;

    @SplitRestriction
    public void split(@Restriction OffsetRange range, OutputReceiver<OffsetRange> parts) {
      range.split(7, 1).forEach(parts::output);
    }
  }

  private static Long[] numbers(int... ends) {
    List<Long> all = new ArrayList<>();
    for (int end : ends) {
      for (long i = 0; i < end; i++) {
        all.add(i);
      }
    }
    return all.toArray(new Long[0]);
  }

  /** Rules D1, D2: however the work is cut, each position is there once. */
  @Test
  void eachPositionIsWorkedOnOnce() {
    PCollection<Long> counted =
        pipeline.apply(Create.of(3, 5000, 0)).apply("Count", ParDo.of(new CountTo()));
    assertThat(counted.isBounded()).isEqualTo(PCollection.IsBounded.BOUNDED);
    PAssert.that(counted).containsInAnyOrder(numbers(3, 5000));
    pipeline.run();
  }

  @Test
  void partsAreWorkedOnByThemselves() {
    PAssert.that(pipeline.apply(Create.of(100, 20)).apply(ParDo.of(new CountInParts())))
        .containsInAnyOrder(numbers(100, 20));
    pipeline.run();
  }

  /** Emits one number a call, a second apart, in event time by its own estimate. */
  private static final class Tick extends DoFn<String, Long> {

    private static final long serialVersionUID = 1;

    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, 4);
    }

    @GetInitialWatermarkEstimatorState
    public Instant initialState(@Timestamp Instant time) {
      return time;
    }

    @NewWatermarkEstimator
    public WatermarkEstimators.Manual estimator(@WatermarkEstimatorState Instant state) {
      return new WatermarkEstimators.Manual(state);
    }

    @ProcessElement
    public ProcessContinuation process(
        RestrictionTracker<OffsetRange, Long> tracker,
        ManualWatermarkEstimator<Instant> estimator,
        OutputReceiver<Long> out) {
      long next = tracker.currentRestriction().getFrom();
      if (!tracker.tryClaim(next)) {
        return ProcessContinuation.stop();
      }
      out.outputWithTimestamp(next, Instant.ofEpochSecond(10 * next + 5));
      estimator.setWatermark(Instant.ofEpochSecond(10 * (next + 1)));
      LOG.add("tick " + next);
      return ProcessContinuation.resume().withResumeDelay(Duration.ofSeconds(1));
    }
  }

  private static final class Tell extends DoFn<KV<String, Iterable<Long>>, String> {

    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(@Element KV<String, Iterable<Long>> group, PaneInfo pane) {
      LOG.add(pane.getTiming() + " " + group.getValue().iterator().next());
    }
  }

  /** Rule D3: the estimate drives windows downstream; the delay is one of processing time. */
  @Test
  void workIsGoneOnWithAfterItsDelayAndSaysHowFarEventTimeHasCome() {
    PCollection<Long> ticks =
        pipeline
            .apply(
                TestStream.create(StringUtf8Coder.of())
                    .addElements(
                        io.millrace.sdk.values.TimestampedValue.of("go", Instant.ofEpochSecond(0)))
                    .advanceWatermarkToInfinity())
            .apply(ParDo.of(new Tick()));
    assertThat(ticks.isBounded()).isEqualTo(PCollection.IsBounded.UNBOUNDED);
    ticks
        .apply(WithKeys.of("k"))
        .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))))
        .apply(GroupByKey.create())
        .apply(ParDo.of(new Tell()));

    pipeline.run();

    assertThat(LOG)
        .containsExactly(
            "tick 0",
            "ON_TIME 0",
            "tick 1",
            "ON_TIME 1",
            "tick 2",
            "ON_TIME 2",
            "tick 3",
            "ON_TIME 3");
  }

  private static final class Greedy extends CountTo {

    private static final long serialVersionUID = 1;

    @ProcessElement
    @Override
    public void process(RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> out) {
      out.output(-1L);
    }
  }

  private static final class Lazy extends CountTo {

    private static final long serialVersionUID = 1;

    @ProcessElement
    @Override
    public void process(RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> out) {
      tracker.tryClaim(tracker.currentRestriction().getFrom());
    }
  }

  /** Rule D1. */
  @Test
  void nothingIsOutputBeforeAPositionIsClaimed() {
    pipeline.apply(Create.of(3)).apply("Greedy", ParDo.of(new Greedy()));
    assertThatThrownBy(pipeline::run)
        .hasMessageContaining("Greedy")
        .hasMessageContaining("must claim a position before it outputs");
  }

  /** Rule D1. */
  @Test
  void aFunctionThatReturnsTooEarlyFails() {
    pipeline.apply(Create.of(3)).apply("Lazy", ParDo.of(new Lazy()));
    assertThatThrownBy(pipeline::run)
        .hasMessageContaining("Lazy")
        .hasMessageContaining("[1, 3) would be lost");
  }
}
