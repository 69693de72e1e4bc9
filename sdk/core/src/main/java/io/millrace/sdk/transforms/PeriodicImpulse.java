package io.millrace.sdk.transforms;

import com.google.auto.value.AutoValue;
import io.millrace.sdk.transforms.PeriodicSequence.SequenceDefinition;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes a collection of instants that come at a fixed interval, each when processing time has
 * reached it: a tick to do something over and over, such as reading a table anew.
 *
 * <pre>{@code
 * PCollectionView<Map<String, Double>> rates =
 *     pipeline
 *         .apply(PeriodicImpulse.create().withInterval(Duration.ofMinutes(5)))
 *         .apply("ReadRates", ParDo.of(new ReadRates()))
 *         .apply(
 *             Window.<Map<String, Double>>into(new GlobalWindows())
 *                 .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
 *                 .discardingFiredPanes())
 *         .apply(View.asLatest());
 * }</pre>
 *
 * <p>The event time of an instant is the instant itself, and the watermark is that of the next one:
 * a window that ends before that is complete as soon as its last instant has come. So event time
 * runs ahead of the clock, by up to the interval. The collection is one without end, also if it
 * stops; with {@code --mode=available-now} it has what is due when the pipeline begins. Processing
 * time is that of the runner: where a test steers it, give the impulse a stop, or it never ends.
 *
 * <p>Immutable; each method gives a changed copy.
 */
@AutoValue
public abstract class PeriodicImpulse extends PTransform<PBegin, PCollection<Instant>> {

  PeriodicImpulse() {}

  /** Null for the processing time at which the pipeline begins to read. */
  abstract @Nullable Instant getStartTimestamp();

  abstract @Nullable Instant getStopTimestamp();

  abstract @Nullable Duration getStopDuration();

  abstract Duration getFireInterval();

  abstract boolean getApplyWindowing();

  abstract boolean getCatchUpToNow();

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setStartTimestamp(Instant startTimestamp);

    abstract Builder setStopTimestamp(Instant stopTimestamp);

    abstract Builder setStopDuration(Duration stopDuration);

    abstract Builder setFireInterval(Duration fireInterval);

    abstract Builder setApplyWindowing(boolean applyWindowing);

    abstract Builder setCatchUpToNow(boolean catchUpToNow);

    abstract PeriodicImpulse build();
  }

  /** An instant each minute, from the time at which the pipeline runs on, without end. */
  public static PeriodicImpulse create() {
    return new AutoValue_PeriodicImpulse.Builder()
        .setFireInterval(Duration.ofMinutes(1))
        .setApplyWindowing(false)
        .setCatchUpToNow(true)
        .build();
  }

  /**
   * Begins with the given instant, to the millisecond. If that is in the past, the instants up to
   * now come at once, unless {@link #catchUpToNow} says otherwise.
   *
   * @throws IllegalArgumentException if it is outside of event time, or {@link #stopAfter} was
   *     given
   */
  public PeriodicImpulse startAt(Instant startTime) {
    BoundedWindow.validateTimestampBounds(startTime);
    checkNoStopDuration("startAt(" + startTime + ")");
    return toBuilder().setStartTimestamp(startTime).build();
  }

  /**
   * Ends with the given instant, or the last one before it. There is none if it has passed when the
   * pipeline begins, unless an earlier start is given.
   *
   * @throws IllegalArgumentException if it is outside of event time, or {@link #stopAfter} was
   *     given
   */
  public PeriodicImpulse stopAt(Instant stopTime) {
    BoundedWindow.validateTimestampBounds(stopTime);
    checkNoStopDuration("stopAt(" + stopTime + ")");
    return toBuilder().setStopTimestamp(stopTime).build();
  }

  private void checkNoStopDuration(String what) {
    if (getStopDuration() != null) {
      throw new IllegalArgumentException(
          "PeriodicImpulse."
              + what
              + " and stopAfter("
              + getStopDuration()
              + ") cannot be given both: stopAfter counts from when the pipeline runs");
    }
  }

  /**
   * Ends so long after the time at which the pipeline runs.
   *
   * @throws IllegalArgumentException if it is negative, or {@link #startAt} or {@link #stopAt} was
   *     given
   */
  public PeriodicImpulse stopAfter(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          "PeriodicImpulse.stopAfter(" + duration + "): it must not be negative");
    }
    if (getStartTimestamp() != null || getStopTimestamp() != null) {
      throw new IllegalArgumentException(
          "PeriodicImpulse.stopAfter("
              + duration
              + ") counts from when the pipeline runs: it cannot be given together with"
              + " startAt or stopAt");
    }
    return toBuilder().setStopDuration(duration).build();
  }

  /**
   * The time from one instant to the next; a minute unless given.
   *
   * @throws IllegalArgumentException if it is not a positive whole number of milliseconds
   */
  public PeriodicImpulse withInterval(Duration interval) {
    PeriodicSequence.checkInterval("PeriodicImpulse.withInterval", interval);
    return toBuilder().setFireInterval(interval).build();
  }

  /** Puts each instant into a fixed window of its own, as long as the interval. */
  public PeriodicImpulse applyWindowing() {
    return toBuilder().setApplyWindowing(true).build();
  }

  /**
   * Whether instants that have passed come at once, as they do unless this is set to false: then
   * there is at least the interval between any two.
   */
  public PeriodicImpulse catchUpToNow(boolean catchUpToNow) {
    return toBuilder().setCatchUpToNow(catchUpToNow).build();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if it stops before it starts
   */
  @Override
  public PCollection<Instant> expand(PBegin input) {
    Instant start = getStartTimestamp();
    Instant stop = getStopTimestamp();
    if (start != null && stop != null && stop.isBefore(start)) {
      throw new IllegalArgumentException(
          "PeriodicImpulse.startAt("
              + start
              + ").stopAt("
              + stop
              + ") stops before it starts: give a later instant to stop at");
    }
    PCollection<Instant> instants =
        input
            .apply(Impulse.create())
            .apply("Sequence", ParDo.of(new Define(this)))
            .apply("Ticks", PeriodicSequence.create());
    return getApplyWindowing()
        ? instants.apply(Window.into(FixedWindows.of(getFireInterval())))
        : instants;
  }

  /** Says, when the pipeline runs, which sequence it is. */
  private static final class Define extends DoFn<byte[], SequenceDefinition> {

    private static final long serialVersionUID = 1;

    private final @Nullable Instant start;
    private final @Nullable Instant stop;
    private final @Nullable Duration stopAfter;
    private final Duration interval;
    private final boolean catchUpToNow;

    Define(PeriodicImpulse impulse) {
      this.start = impulse.getStartTimestamp();
      this.stop = impulse.getStopTimestamp();
      this.stopAfter = impulse.getStopDuration();
      this.interval = impulse.getFireInterval();
      this.catchUpToNow = impulse.getCatchUpToNow();
    }

    @ProcessElement
    public void processElement(OutputReceiver<SequenceDefinition> out, Clock clock) {
      Instant first = start != null ? start : Instant.ofEpochMilli(clock.millis());
      Instant last = last(first);
      if (!last.isBefore(first)) {
        out.output(new SequenceDefinition(first, last, interval, catchUpToNow));
      }
    }

    private Instant last(Instant first) {
      if (stop != null) {
        return stop;
      }
      Instant end = GlobalWindow.INSTANCE.maxTimestamp();
      boolean never = stopAfter == null || stopAfter.compareTo(Duration.between(first, end)) > 0;
      return never ? end : first.plus(stopAfter);
    }
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    Instant start = getStartTimestamp();
    Instant stop = getStopTimestamp();
    Duration duration = getStopDuration();
    builder.add(DisplayData.item("interval", getFireInterval()).withLabel("Interval"));
    if (start != null) {
      builder.add(DisplayData.item("startAt", start).withLabel("First Instant"));
    }
    if (stop != null) {
      builder.add(DisplayData.item("stopAt", stop).withLabel("No Instant after"));
    }
    if (duration != null) {
      builder.add(DisplayData.item("stopAfter", duration).withLabel("Stops after"));
    }
  }
}
