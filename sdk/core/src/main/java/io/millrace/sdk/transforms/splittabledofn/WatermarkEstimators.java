package io.millrace.sdk.transforms.splittabledofn;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.time.Clock;
import java.time.Instant;

/** The usual {@link WatermarkEstimator}s. Their state is the watermark itself. */
public final class WatermarkEstimators {

  private WatermarkEstimators() {}

  private static Instant later(Instant a, Instant b) {
    return a.isBefore(b) ? b : a;
  }

  private static Instant checked(Instant watermark) {
    BoundedWindow.validateTimestampBounds(watermark);
    return watermark;
  }

  /** The function says how far event time has come. */
  public static final class Manual implements ManualWatermarkEstimator<Instant> {

    private Instant watermark;

    /** Begins with a watermark. */
    public Manual(Instant watermark) {
      this.watermark = checked(watermark);
    }

    @Override
    public void setWatermark(Instant watermark) {
      this.watermark = later(this.watermark, checked(watermark));
    }

    @Override
    public Instant currentWatermark() {
      return watermark;
    }

    @Override
    public Instant getState() {
      return watermark;
    }
  }

  /** Event time is the time of the clock: for what is stamped when it is read. */
  public static final class WallTime implements WatermarkEstimator<Instant> {

    private final Clock clock;
    private Instant watermark;

    /**
     * Begins with a watermark.
     *
     * @param clock usually {@code Clock.systemUTC()}; in tests one that stands still
     */
    public WallTime(Instant watermark, Clock clock) {
      this.watermark = checked(watermark);
      this.clock = clock;
    }

    @Override
    public Instant currentWatermark() {
      watermark = later(watermark, clock.instant());
      return watermark;
    }

    @Override
    public Instant getState() {
      return watermark;
    }
  }

  /** Timestamps only rise, so the latest is the watermark. */
  public static final class MonotonicallyIncreasing
      implements TimestampObservingWatermarkEstimator<Instant> {

    private Instant watermark;

    /** Begins with a watermark. */
    public MonotonicallyIncreasing(Instant watermark) {
      this.watermark = checked(watermark);
    }

    @Override
    public void observeTimestamp(Instant timestamp) {
      watermark = later(watermark, timestamp);
    }

    @Override
    public Instant currentWatermark() {
      return watermark;
    }

    @Override
    public Instant getState() {
      return watermark;
    }
  }
}
