package io.millrace.runners.direct.splittable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.direct.testing.Runs;
import io.millrace.runners.direct.testing.Seen;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.splittabledofn.GrowableOffsetRangeTracker;
import io.millrace.sdk.transforms.splittabledofn.OffsetRangeTracker;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker.TruncateResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rule D4: what is left of restrictions when a pipeline is drained. */
@Timeout(120)
class TruncationTest {

  private final Seen<String> seen = new Seen<>();

  /** Notes the first position at once, and each next one an hour later until it is drained. */
  private static class Hourly extends DoFn<Long, Long> {
    private final Seen<String> seen;

    Hourly(Seen<String> seen) {
      this.seen = seen;
    }

    @GetInitialRestriction
    public OffsetRange initial(@Element Long first) {
      return new OffsetRange(first, Long.MAX_VALUE);
    }

    /** A range without a last position has no end. */
    @NewTracker
    public OffsetRangeTracker tracker(@Restriction OffsetRange range) {
      return range.getTo() == Long.MAX_VALUE
          ? new GrowableOffsetRangeTracker(range.getFrom(), () -> range.getFrom() + 1)
          : new OffsetRangeTracker(range);
    }

    @ProcessElement
    public ProcessContinuation process(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> out) {
      OffsetRange range = tracker.currentRestriction();
      if (!tracker.tryClaim(range.getFrom())) {
        return ProcessContinuation.stop();
      }
      seen.add(range.getFrom() + " of " + (range.getTo() == Long.MAX_VALUE ? "all" : range));
      out.output(range.getFrom());
      // what has an end is gone on with at once, so that the end of draining can be seen
      return ProcessContinuation.resume()
          .withResumeDelay(range.getTo() == Long.MAX_VALUE ? Duration.ofHours(1) : Duration.ZERO);
    }
  }

  /** Two more positions are still wanted. */
  private static class TwoMore extends Hourly {
    TwoMore(Seen<String> seen) {
      super(seen);
    }

    @TruncateRestriction
    public @Nullable TruncateResult<OffsetRange> truncate(
        @Restriction OffsetRange range, RestrictionTracker<OffsetRange, Long> tracker) {
      if (!tracker.currentRestriction().equals(range)) {
        throw new AssertionError("the tracker is that of the restriction");
      }
      return TruncateResult.of(new OffsetRange(range.getFrom(), range.getFrom() + 2));
    }
  }

  private static final class Nothing extends Hourly {
    Nothing(Seen<String> seen) {
      super(seen);
    }

    @TruncateRestriction
    public @Nullable TruncateResult<OffsetRange> truncate() {
      return null;
    }
  }

  private static final class Everything extends Hourly {
    Everything(Seen<String> seen) {
      super(seen);
    }

    @TruncateRestriction
    public TruncateResult<OffsetRange> truncate(@Restriction OffsetRange range) {
      return TruncateResult.of(range);
    }
  }

  /** Has an end, but an hour passes before the last two of its three positions. */
  private static final class ThreeInAll extends DoFn<Long, Long> {
    private final Seen<String> seen;

    ThreeInAll(Seen<String> seen) {
      this.seen = seen;
    }

    @GetInitialRestriction
    public OffsetRange initial(@Element Long first) {
      return new OffsetRange(first, first + 3);
    }

    @ProcessElement
    public ProcessContinuation process(RestrictionTracker<OffsetRange, Long> tracker) {
      OffsetRange range = tracker.currentRestriction();
      if (!tracker.tryClaim(range.getFrom())) {
        return ProcessContinuation.stop();
      }
      seen.add(range.getFrom() + " of " + range);
      return range.getTo() - range.getFrom() == 3
          ? ProcessContinuation.resume().withResumeDelay(Duration.ofHours(1))
          : ProcessContinuation.resume();
    }
  }

  private PipelineResult drained(DoFn<Long, Long> fn, int before) throws Exception {
    Pipeline p =
        Runs.pipeline("--blockOnRun=false", "--targetParallelism=2", "--strictChecks=true");
    p.apply(Create.of(5L)).apply("Hourly", ParDo.of(fn));
    PipelineResult result = p.run();
    seen.await(before);
    result.drain();
    return result;
  }

  /** Rule D4. */
  @Test
  void whatHasNoEndStopsByDefault() throws Exception {
    assertThat(drained(new Hourly(seen), 1).waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(seen.values()).containsExactly("5 of all");
  }

  /** Rule D4. */
  @Test
  void whatTheFunctionStillWantsIsDone() throws Exception {
    assertThat(drained(new TwoMore(seen), 1).waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(seen.values()).containsExactly("5 of all", "6 of [6, 8)", "7 of [7, 8)");
  }

  /** Rule D4. */
  @Test
  void theFunctionMayWantNothing() throws Exception {
    assertThat(drained(new Nothing(seen), 1).waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(seen.values()).containsExactly("5 of all");
  }

  /** Rule D4: its turn comes now, and not after its delay. */
  @Test
  void whatHasAnEndIsDone() throws Exception {
    assertThat(drained(new ThreeInAll(seen), 1).waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(seen.values()).containsExactly("5 of [5, 8)", "6 of [6, 8)", "7 of [7, 8)");
  }

  /** Rules D4, Z2. */
  @Test
  void whatIsLeftMustHaveAnEnd() throws Exception {
    PipelineResult result = drained(new Everything(seen), 1);
    assertThatThrownBy(result::waitUntilFinish)
        .hasMessageContaining("Hourly")
        .hasMessageContaining("could not be drained");
  }
}
