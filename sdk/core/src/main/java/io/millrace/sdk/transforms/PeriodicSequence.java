package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.InstantCoder;
import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.StreamingOptions;
import io.millrace.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimators;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.PCollection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a sequence of instants of each element, each of which comes when processing time has
 * reached it.
 *
 * <p>The event time of an instant is the instant itself; behind this transform event time is as far
 * as the next instant of the sequence that is furthest behind. The collection is one without end,
 * also if all sequences end; with {@code --mode=available-now} it has what is due when the pipeline
 * begins, and draining a pipeline ends all sequences. For one sequence that is known beforehand
 * there is {@link PeriodicImpulse}.
 */
public final class PeriodicSequence
    extends PTransform<PCollection<PeriodicSequence.SequenceDefinition>, PCollection<Instant>> {

  private PeriodicSequence() {}

  /** The transform. */
  public static PeriodicSequence create() {
    return new PeriodicSequence();
  }

  /**
   * One sequence. Times are those of milliseconds.
   *
   * @param first the first instant; not before the timestamp of the element that this is
   * @param last no instant is later
   * @param duration the time from one instant to the next
   * @param catchUpToNow whether instants that have passed come at once; otherwise there is at least
   *     the duration between any two
   */
  public record SequenceDefinition(
      Instant first, Instant last, Duration duration, boolean catchUpToNow) {

    /**
     * A sequence.
     *
     * @throws IllegalArgumentException if it ends before it begins, an instant is outside of event
     *     time, or the duration is not a positive whole number of milliseconds
     */
    public SequenceDefinition {
      BoundedWindow.validateTimestampBounds(first);
      BoundedWindow.validateTimestampBounds(last);
      checkInterval("PeriodicSequence.SequenceDefinition", duration);
      if (last.isBefore(first)) {
        throw new IllegalArgumentException(
            String.format(
                "PeriodicSequence.SequenceDefinition(%s, %s, %s) ends before it begins: give a last"
                    + " instant that is not before the first",
                first, last, duration));
      }
    }

    /** A sequence whose instants that have passed come at once. */
    public SequenceDefinition(Instant first, Instant last, Duration duration) {
      this(first, last, duration, true);
    }
  }

  /** As long as half of event time: sums with it do not overflow. */
  static final Duration LONGEST =
      Duration.ofMillis(BoundedWindow.TIMESTAMP_MAX_VALUE.toEpochMilli());

  static void checkInterval(String what, Duration interval) {
    if (interval.compareTo(Duration.ofMillis(1)) < 0
        || interval.compareTo(LONGEST) > 0
        || !interval.truncatedTo(ChronoUnit.MILLIS).equals(interval)) {
      throw new IllegalArgumentException(
          String.format(
              "%s(%s): the interval must be a positive whole number of milliseconds, and at most %s",
              what, interval, LONGEST));
    }
  }

  @Override
  public PCollection<Instant> expand(PCollection<SequenceDefinition> definitions) {
    return definitions.apply("Ticks", ParDo.of(new TicksFn())).setCoder(InstantCoder.of());
  }

  /** Works on the milliseconds from the first instant to the last one. */
  @DoFn.UnboundedPerElement
  @DoFn.SupportsAvailableNow
  private static final class TicksFn extends DoFn<SequenceDefinition, Instant> {

    private static final long serialVersionUID = 1;

    @GetInitialRestriction
    public OffsetRange all(
        @Element SequenceDefinition definition,
        @Timestamp Instant timestamp,
        Clock clock,
        PipelineOptions options) {
      if (definition.first().isBefore(timestamp)) {
        throw new IllegalArgumentException(
            String.format(
                "%s begins before its own timestamp, %s, and would be late. Let it begin then, or"
                    + " give it an earlier timestamp.",
                definition, timestamp));
      }
      long first = definition.first().toEpochMilli();
      long last = definition.last().toEpochMilli();
      if (StreamingOptions.Mode.of(options) == StreamingOptions.Mode.AVAILABLE_NOW) {
        // What is due later does not come any more; nor does the second of two in turn.
        last = Math.min(Math.min(last, clock.millis()), definition.catchUpToNow() ? last : first);
      }
      return new OffsetRange(first, Math.max(first, last + 1));
    }

    /** Ticks of the future are given up. */
    @TruncateRestriction
    public RestrictionTracker.@Nullable TruncateResult<OffsetRange> truncate() {
      return null;
    }

    @GetInitialWatermarkEstimatorState
    public Instant begin(@Element SequenceDefinition definition) {
      return definition.first();
    }

    @NewWatermarkEstimator
    public WatermarkEstimators.Manual estimator(@WatermarkEstimatorState Instant state) {
      return new WatermarkEstimators.Manual(state);
    }

    @ProcessElement
    public ProcessContinuation processElement(
        @Element SequenceDefinition definition,
        RestrictionTracker<OffsetRange, Long> tracker,
        ManualWatermarkEstimator<Instant> estimator,
        OutputReceiver<Instant> out,
        Clock clock) {
      OffsetRange left = tracker.currentRestriction();
      long interval = definition.duration().toMillis();
      long now = clock.millis();
      long next = nextFrom(left.getFrom(), definition.first().toEpochMilli(), interval);
      boolean more = true;
      while (more && next < left.getTo() && next <= now) {
        if (!tracker.tryClaim(next)) {
          return ProcessContinuation.stop();
        }
        Instant tick = Instant.ofEpochMilli(next);
        out.outputWithTimestamp(tick, tick);
        next += interval;
        // That of the next instant, so that a window is complete with the last one in it.
        estimator.setWatermark(Instant.ofEpochMilli(Math.min(next, left.getTo() - 1)));
        more = definition.catchUpToNow();
      }
      // What is left may hold no instant any more: to fail to claim what is behind it says so.
      if (next >= left.getTo() && !tracker.tryClaim(next)) {
        return ProcessContinuation.stop();
      }
      long delay = more ? next - now : Math.max(interval, next - now);
      return ProcessContinuation.resume().withResumeDelay(Duration.ofMillis(delay));
    }

    /** The first instant of a sequence that is not before a time. */
    private static long nextFrom(long millis, long first, long interval) {
      return first - Math.floorDiv(first - millis, interval) * interval;
    }
  }
}
