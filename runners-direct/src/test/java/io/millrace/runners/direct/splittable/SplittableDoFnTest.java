package io.millrace.runners.direct.splittable;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
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
}
