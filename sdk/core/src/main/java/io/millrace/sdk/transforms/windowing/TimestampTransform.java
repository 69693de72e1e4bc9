package io.millrace.sdk.transforms.windowing;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/** Moves a processing time to a later one. */
public sealed interface TimestampTransform extends Serializable {

  /** Later by a duration. */
  static TimestampTransform delay(Duration delay) {
    return new Delay(delay);
  }

  /** Up to the next multiple of the period, counted from the offset. */
  static TimestampTransform alignTo(Duration period, Instant offset) {
    return new AlignTo(period, offset);
  }

  /** Up to the next multiple of the period, counted from the epoch. */
  static TimestampTransform alignTo(Duration period) {
    return alignTo(period, Instant.EPOCH);
  }

  /** The moved time, in milliseconds after the epoch. */
  long applyMillis(long timestampMillis);

  /** Later by a duration. */
  record Delay(Duration delay) implements TimestampTransform {
    public Delay {
      EventTime.notNegative(delay, "The delay of a trigger");
    }

    @Override
    public long applyMillis(long timestampMillis) {
      return timestampMillis + delay.toMillis();
    }
  }

  /** To the smallest multiple of a period, counted from an offset, that is not before the time. */
  record AlignTo(Duration period, Instant offset) implements TimestampTransform {
    public AlignTo {
      EventTime.positive(period, "The period that a trigger aligns to");
      BoundedWindow.validateTimestampBounds(offset);
    }

    @Override
    public long applyMillis(long timestampMillis) {
      long past = Math.floorMod(timestampMillis - offset.toEpochMilli(), period.toMillis());
      return past == 0 ? timestampMillis : timestampMillis + period.toMillis() - past;
    }
  }
}
