package io.millrace.runners.direct.splittable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.direct.testing.Runs;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.splittabledofn.GrowableOffsetRangeTracker;
import io.millrace.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import io.millrace.sdk.transforms.splittabledofn.OffsetRangeTracker;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimators;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Splittable functions, where the contract of runners says nothing of them. */
class SplittableDoFnTest {

  private static final List<String> LOG = Collections.synchronizedList(new ArrayList<>());

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  @BeforeEach
  void forget() {
    LOG.clear();
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

  /** Rule D3: where the script is over, processing time passes by itself. */
  @Test
  void workIsGoneOnWithAfterItsDelayAndSaysHowFarEventTimeHasCome() {
    PCollection<Long> ticks =
        pipeline
            .apply(
                TestStream.create(StringUtf8Coder.of())
                    .addElements(TimestampedValue.of("go", Instant.ofEpochSecond(0)))
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

  /** Notes the ranges that it works on, each as a whole. */
  private static class Ranges extends DoFn<Long, String> {

    private static final long serialVersionUID = 1;

    @GetInitialRestriction
    public OffsetRange initial(@Element Long end) {
      return new OffsetRange(0, end);
    }

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {
      OffsetRange range = tracker.currentRestriction();
      LOG.add(range.toString());
      tracker.tryClaim(range.getTo() - 1);
    }
  }

  /** Of ranges that count millions and are little work. */
  private static final class Small extends Ranges {

    private static final long serialVersionUID = 1;

    @GetSize
    public double size(@Restriction OffsetRange range) {
      return range.getTo() / 1e6;
    }
  }

  private static final class Unknown extends Ranges {

    private static final long serialVersionUID = 1;

    @GetSize
    public double size() {
      return Double.NaN;
    }
  }

  private void run(DoFn<Long, String> fn, String... flags) {
    Pipeline p = Runs.pipeline(flags);
    p.apply(Create.of(4_000_000L)).apply("Work", ParDo.of(fn));
    p.run();
  }

  /** Rule D2. */
  @Test
  void aLargeRestrictionIsSplitIntoAsManyPartsAsThereAreTasks() {
    run(new Ranges(), "--targetParallelism=2");
    assertThat(LOG).containsExactlyInAnyOrder("[0, 2000000)", "[2000000, 4000000)");
  }

  @Test
  void theSizeSaysWhatIsLarge() {
    run(new Small(), "--targetParallelism=4");
    assertThat(LOG).containsExactly("[0, 4000000)");
  }

  @Test
  void aSizeIsANumberFromZero() {
    assertThatThrownBy(() -> run(new Unknown(), "--targetParallelism=4"))
        .hasMessageContaining("Work")
        .hasMessageContaining("@GetSize returned NaN");
  }

  /** The instance that makes restrictions is another one than those that work. */
  private static final class Living extends Ranges {

    private static final long serialVersionUID = 1;

    private transient boolean ready;

    @Setup
    public void setup() {
      LOG.add("setup");
      ready = true;
    }

    @GetInitialRestriction
    @Override
    public OffsetRange initial(@Element Long end) {
      LOG.add(ready ? "ready" : "not set up");
      return super.initial(end);
    }

    @Teardown
    public void teardown() {
      LOG.add("teardown");
      throw new IllegalStateException("which fails nothing");
    }
  }

  /** Rules B1 and B3. */
  @Test
  void whatMakesRestrictionsIsSetUpAndTornDown() {
    run(new Living(), "--targetParallelism=1");
    assertThat(LOG)
        .containsExactly("setup", "setup", "ready", "[0, 4000000)", "teardown", "teardown");
  }

  /** Never ends, which its class does not say. */
  private static final class Endless extends Ranges {

    private static final long serialVersionUID = 1;

    @NewTracker
    public GrowableOffsetRangeTracker tracker(@Restriction OffsetRange range) {
      return new GrowableOffsetRangeTracker(range.getFrom(), () -> 1);
    }
  }

  private static final class NoTracker extends Ranges {

    private static final long serialVersionUID = 1;

    @NewTracker
    @SuppressWarnings("NullAway") // the mistake that is tested
    public OffsetRangeTracker tracker() {
      return null;
    }
  }

  /** Its range has an end, but what is split off has none. */
  @DoFn.UnboundedPerElement
  private static final class EndlessRest extends Ranges {

    private static final long serialVersionUID = 1;

    @NewTracker
    public OffsetRangeTracker tracker(@Restriction OffsetRange range) {
      return range.getFrom() == 0
          ? new OffsetRangeTracker(range)
          : new GrowableOffsetRangeTracker(range.getFrom(), () -> 1);
    }

    @ProcessElement
    @Override
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {
      for (long i = tracker.currentRestriction().getFrom(); tracker.tryClaim(i); i++) {}
    }
  }

  /** Rule D2: what is bounded stays so. */
  @Test
  void trackersAreWhatTheFunctionSays() {
    assertThatThrownBy(() -> run(new Endless()))
        .hasMessageContaining("Work")
        .hasMessageContaining("Mark it @UnboundedPerElement");
    assertThatThrownBy(() -> run(new NoTracker()))
        .hasMessageContaining("Work")
        .hasMessageContaining("@NewTracker returned null");
    assertThatThrownBy(() -> run(new EndlessRest()))
        .hasMessageContaining("Work")
        .hasMessageContaining("What is bounded must stay so");
  }

  /** Ticks three times, a second apart, and lets the clock say how far event time has come. */
  private static final class ByTheClock extends DoFn<String, Long> {

    private static final long serialVersionUID = 1;

    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, 3);
    }

    @GetInitialWatermarkEstimatorState
    public Instant initialState(@Timestamp Instant time) {
      return time;
    }

    @NewWatermarkEstimator
    public WatermarkEstimators.WallTime estimator(
        @WatermarkEstimatorState Instant state, Clock clock) {
      return new WatermarkEstimators.WallTime(state, clock);
    }

    @ProcessElement
    public ProcessContinuation process(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> out, Clock clock) {
      long next = tracker.currentRestriction().getFrom();
      if (!tracker.tryClaim(next)) {
        return ProcessContinuation.stop();
      }
      out.outputWithTimestamp(next, clock.instant());
      LOG.add("tick " + next);
      return ProcessContinuation.resume().withResumeDelay(Duration.ofSeconds(1));
    }
  }

  /** Rule D3: each tick closes the window of a second that the last one was in. */
  @Test
  void theClockCanSayHowFarEventTimeHasCome() {
    pipeline
        .apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(TimestampedValue.of("go", Instant.EPOCH))
                .advanceWatermarkToInfinity())
        .apply(ParDo.of(new ByTheClock()))
        .apply(WithKeys.of("k"))
        .apply(Window.into(FixedWindows.of(Duration.ofSeconds(1))))
        .apply(GroupByKey.create())
        .apply(ParDo.of(new Tell()));

    pipeline.run();

    assertThat(LOG)
        .containsExactly("tick 0", "tick 1", "ON_TIME 0", "tick 2", "ON_TIME 1", "ON_TIME 2");
  }

  /** Looks at a side input three times, a second apart. */
  @DoFn.UnboundedPerElement
  private static final class LookAgain extends DoFn<String, String> {

    private static final long serialVersionUID = 1;

    private final PCollectionView<List<String>> view;

    LookAgain(PCollectionView<List<String>> view) {
      this.view = view;
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, 3);
    }

    @ProcessElement
    public ProcessContinuation process(
        ProcessContext c, RestrictionTracker<OffsetRange, Long> tracker) {
      long next = tracker.currentRestriction().getFrom();
      if (!tracker.tryClaim(next)) {
        return ProcessContinuation.stop();
      }
      LOG.add(c.element() + next + " sees " + c.sideInput(view));
      return ProcessContinuation.resume().withResumeDelay(Duration.ofSeconds(1));
    }
  }

  private static Window<String> tens() {
    return Window.into(FixedWindows.of(Duration.ofSeconds(10)));
  }

  /**
   * Rules S3 and G4: an element waits until its window of a side input without end is there, and
   * the window is there until the work on the element is done, however far event time has come.
   */
  @Test
  void sideInputsWithoutEndAreThereWhileWorkIsLeft() {
    PCollectionView<List<String>> view =
        pipeline
            .apply(
                "Side",
                TestStream.create(StringUtf8Coder.of())
                    .advanceProcessingTime(Duration.ofSeconds(5))
                    .addElements(TimestampedValue.of("s", Instant.ofEpochSecond(3)))
                    .advanceWatermarkTo(Instant.ofEpochSecond(100))
                    .advanceWatermarkToInfinity())
            .apply("SideWindows", tens())
            .apply(View.asList());
    pipeline
        .apply(
            "Main",
            TestStream.create(StringUtf8Coder.of())
                .addElements(TimestampedValue.of("look", Instant.ofEpochSecond(1)))
                .advanceWatermarkTo(Instant.ofEpochSecond(100))
                .advanceWatermarkToInfinity())
        .apply("MainWindows", tens())
        .apply(ParDo.of(new LookAgain(view)).withSideInputs(view));

    pipeline.run();

    assertThat(LOG).containsExactly("look0 sees [s]", "look1 sees [s]", "look2 sees [s]");
  }
}
