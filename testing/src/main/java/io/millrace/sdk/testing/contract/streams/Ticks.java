package io.millrace.sdk.testing.contract.streams;

import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.testing.contract.kit.Journal;
import io.millrace.sdk.testing.contract.kit.Times;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimators;
import io.millrace.sdk.values.KV;
import java.time.Clock;
import java.time.Instant;

/**
 * As many ticks as each element's value says: one in each second of processing time, ten seconds
 * apart in event time, from that of the element on. Says that event time has come as far as the
 * next tick. Notes what it does, and when.
 */
class Ticks extends DoFn<KV<String, String>, KV<String, String>> {

  private final Journal journal;

  Ticks(Journal journal) {
    this.journal = journal;
  }

  @GetInitialRestriction
  public OffsetRange all(@Element KV<String, String> element) {
    return new OffsetRange(0, Long.parseLong(element.getValue()));
  }

  @GetInitialWatermarkEstimatorState
  public Instant begin(@Timestamp Instant timestamp) {
    return timestamp;
  }

  @NewWatermarkEstimator
  public WatermarkEstimators.Manual estimator(@WatermarkEstimatorState Instant state) {
    return new WatermarkEstimators.Manual(state);
  }

  @ProcessElement
  public ProcessContinuation processElement(
      @Element KV<String, String> element,
      @Timestamp Instant timestamp,
      RestrictionTracker<OffsetRange, Long> tracker,
      ManualWatermarkEstimator<Instant> estimator,
      OutputReceiver<KV<String, String>> out,
      Clock clock) {
    long tick = tracker.currentRestriction().getFrom();
    if (!tracker.tryClaim(tick)) {
      return ProcessContinuation.stop();
    }
    journal.note("tick " + element.getKey() + tick + " at " + Times.text(clock.instant()));
    out.outputWithTimestamp(KV.of(element.getKey(), "" + tick), time(timestamp, tick));
    estimator.setWatermark(told(timestamp, tick));
    return ProcessContinuation.resume().withResumeDelay(Times.seconds(1));
  }

  Instant time(Instant first, long tick) {
    return first.plusSeconds(10 * tick);
  }

  /** How far event time has come with this tick. */
  Instant told(Instant first, long tick) {
    return time(first, tick + 1);
  }

  /** The second tick is older than what was told of event time with the first. */
  static final class OutOfOrder extends Ticks {
    OutOfOrder(Journal journal) {
      super(journal);
    }

    @Override
    Instant time(Instant first, long tick) {
      return first.plusSeconds(20 - 20 * tick);
    }

    @Override
    Instant told(Instant first, long tick) {
      return first.plusSeconds(20);
    }
  }
}
