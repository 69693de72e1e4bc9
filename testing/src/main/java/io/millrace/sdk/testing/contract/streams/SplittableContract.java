package io.millrace.sdk.testing.contract.streams;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.ContractTest;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.Needs;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimators;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Functions whose work on one element can be split. */
@Subject("splittable functions")
@Needs(Feature.SPLITTABLE)
public abstract class SplittableContract extends ContractTest {

  protected SplittableContract(Setting setting) {
    super(setting);
  }

  private static List<Long> numbersBelow(long limit) {
    return LongStream.range(0, limit).boxed().toList();
  }

  /** Gives the numbers below the element. */
  private static class CountTo extends DoFn<Long, Long> {
    @GetInitialRestriction
    public OffsetRange initial(@Element Long end) {
      return new OffsetRange(0, end);
    }

    @ProcessElement
    public void processElement(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> out) {
      for (long i = tracker.currentRestriction().getFrom(); tracker.tryClaim(i); i++) {
        out.output(i);
      }
    }
  }

  private static final class CountInParts extends CountTo {
    @SplitRestriction
    public void split(@Restriction OffsetRange range, OutputReceiver<OffsetRange> parts) {
      range.split(70, 1).forEach(parts::output);
    }
  }

  /** Rules D1 and D2: however the work is cut, each position is worked on once. */
  @Test
  void eachPositionIsWorkedOnOnce() {
    PAssert.that(p.apply(Create.of(2_500L)).apply(ParDo.of(new CountTo())))
        .containsInAnyOrder(numbersBelow(2_500));
    p.run();
  }

  /** Rule D2: parts leave no gap and do not overlap. */
  @Test
  void partsMakeUpTheWhole() {
    PAssert.that(p.apply(Create.of(1_000L)).apply(ParDo.of(new CountInParts())))
        .containsInAnyOrder(numbersBelow(1_000));
    p.run();
  }

  /** Claims nothing and outputs, or claims one position of many and returns. */
  private static final class Careless extends DoFn<Long, Long> {
    private final boolean claims;

    Careless(boolean claims) {
      this.claims = claims;
    }

    @GetInitialRestriction
    public OffsetRange initial(@Element Long end) {
      return new OffsetRange(0, end);
    }

    @ProcessElement
    public void processElement(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> out) {
      if (!claims || tracker.tryClaim(0L)) {
        out.output(0L);
      }
    }
  }

  private void failsWith(Careless fn) {
    p.apply(Create.of(5L)).apply("Careless", ParDo.of(fn));

    PipelineExecutionException failure =
        assertThrows(PipelineExecutionException.class, () -> p.run().waitUntilFinish());
    assertTrue(String.valueOf(failure.getMessage()).contains("Careless"), failure::getMessage);
  }

  /** Rule D1. */
  @Test
  void outputBeforeAClaimFails() {
    failsWith(new Careless(false));
  }

  /** Rule D1: what was not claimed would be lost. */
  @Test
  void workThatIsLeftUndoneFails() {
    failsWith(new Careless(true));
  }

  /** One number a second, for ten seconds of event time each. */
  private static final class Tick extends DoFn<KV<String, String>, KV<String, String>> {
    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, 3);
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
    public ProcessContinuation processElement(
        RestrictionTracker<OffsetRange, Long> tracker,
        ManualWatermarkEstimator<Instant> estimator,
        OutputReceiver<KV<String, String>> out) {
      long next = tracker.currentRestriction().getFrom();
      if (!tracker.tryClaim(next)) {
        return ProcessContinuation.stop();
      }
      out.outputWithTimestamp(KV.of("k", "tick" + next), at(10 * next + 5));
      if (next > 0) {
        // behind what was reported
        out.outputWithTimestamp(KV.of("k", "late" + next), at(10 * next - 1));
      }
      estimator.setWatermark(at(10 * (next + 1)));
      return ProcessContinuation.resume().withResumeDelay(seconds(1));
    }

    /** For what is late. */
    @Override
    public Duration getAllowedTimestampSkew() {
      return seconds(100);
    }
  }

  /** Rules D3 and D4: what the function reports lets windows fire; what is behind it is late. */
  @Test
  @Needs({Feature.UNBOUNDED_COLLECTIONS, Feature.TRIGGERS})
  void theReportedWatermarkLetsWindowsFire() {
    PCollection<String> panes =
        p.apply(Script.of("go@0 | W=100 | +2 | +2 | +2 | +2 | inf"))
            .apply("Tick", ParDo.of(new Tick()))
            .apply(Window.into(FixedWindows.of(seconds(10))))
            .apply(GroupByKey.create())
            .apply(Panes.asText());

    PAssert.that(panes)
        .containsInAnyOrder(
            "ON_TIME 0/0 FL [tick0] [0,10) @9.999",
            "ON_TIME 0/0 FL [tick1] [10,20) @19.999",
            "ON_TIME 0/0 FL [tick2] [20,30) @29.999");
    assertEquals(2, droppedAsLate(p.run()));
  }
}
