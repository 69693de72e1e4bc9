package io.millrace.runners.direct.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.direct.testing.Feed;
import io.millrace.runners.direct.testing.Runs;
import io.millrace.runners.direct.testing.Seen;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.splittabledofn.GrowableOffsetRangeTracker;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.values.KV;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rule Z2: draining comes to an end where functions call themselves again and again. */
@Timeout(120)
class DrainingLoopsTest {

  private final Seen<String> seen = new Seen<>();
  private final Pipeline p = Runs.pipeline("--blockOnRun=false", "--targetParallelism=2");

  private void drains(PipelineResult result) throws Exception {
    result.drain();
    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
  }

  /** One element sets a timer, which sets itself again each time: for ever in the global window. */
  static class AgainAndAgain extends DoFn<KV<String, Long>, Void> {
    private final Seen<String> seen;

    @TimerId("tick")
    private final TimerSpec tick;

    AgainAndAgain(TimeDomain domain, Seen<String> seen) {
      this.tick = TimerSpecs.timer(domain);
      this.seen = seen;
    }

    @ProcessElement
    public void processElement(@TimerId("tick") Timer tick) {
      tick.offset(Duration.ofMillis(20)).setRelative();
      seen.add("set");
    }

    @OnTimer("tick")
    public void onTick(@TimerId("tick") Timer tick) {
      seen.add("tick");
      tick.offset(Duration.ofMillis(20)).setRelative();
    }
  }

  @Test
  void ruleZ2TimersInEventTimeThatSetThemselvesAgainEnd() throws Exception {
    Feed feed = new Feed(1).give(0, 0).watermark(0, 0);
    p.apply(Read.from(feed))
        .apply(WithKeys.of("k"))
        .apply(ParDo.of(new AgainAndAgain(TimeDomain.EVENT_TIME, seen)));
    PipelineResult result = p.run();
    seen.await(1);

    drains(result);

    assertThat(seen.values()).startsWith("set", "tick").hasSizeLessThan(100);
  }

  /** Rule T7 too: those that are pending when their window expires do not fire. */
  @Test
  void ruleZ2TimersInProcessingTimeAreGivenUpWithTheirWindow() throws Exception {
    Feed feed = new Feed(1).give(0, 0);
    p.apply(Read.from(feed))
        .apply(WithKeys.of("k"))
        .apply(ParDo.of(new AgainAndAgain(TimeDomain.PROCESSING_TIME, seen)));
    PipelineResult result = p.run();
    seen.await(2);

    drains(result);

    int ticks = seen.count();
    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(seen.count()).isEqualTo(ticks);
  }

  /** Counts on, an hour from one number to the next, and never ends. */
  @DoFn.UnboundedPerElement
  static class CountOn extends DoFn<Long, Long> {
    private final Seen<String> seen;

    CountOn(Seen<String> seen) {
      this.seen = seen;
    }

    @GetInitialRestriction
    public OffsetRange initial(@Element Long from) {
      return new OffsetRange(from, Long.MAX_VALUE);
    }

    @NewTracker
    public GrowableOffsetRangeTracker tracker(@Restriction OffsetRange range) {
      return new GrowableOffsetRangeTracker(range.getFrom(), () -> range.getFrom() + 1);
    }

    @ProcessElement
    public ProcessContinuation process(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> out) {
      long next = tracker.currentRestriction().getFrom();
      if (!tracker.tryClaim(next)) {
        return ProcessContinuation.stop();
      }
      out.output(next);
      seen.add("claimed " + next);
      return ProcessContinuation.resume().withResumeDelay(Duration.ofHours(1));
    }
  }

  /** Rule D4 too. */
  @Test
  void ruleZ2RestrictionsWithoutEndAreGivenUpWhereTheyStand() throws Exception {
    p.apply(Create.of(7L)).apply(ParDo.of(new CountOn(seen))).apply(new WindowSums(seen));
    PipelineResult result = p.run();
    seen.await(1);

    drains(result);

    assertThat(seen.values())
        .startsWith("claimed 7")
        .hasSize(2)
        .element(1)
        .asString()
        .startsWith("ON_TIME 7");
  }
}
