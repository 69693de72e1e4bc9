package io.millrace.sdk.metrics;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.time.Instant;

/** What a gauge came to. Immutable. */
@AutoValue
public abstract class GaugeResult implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final GaugeResult EMPTY = create(-1, Instant.EPOCH);

  /** The latest value. */
  public abstract long getValue();

  /** When it was reported, by the clock of the task; milliseconds. */
  public abstract Instant getTimestamp();

  /** A result of these figures. */
  public static GaugeResult create(long value, Instant timestamp) {
    return new AutoValue_GaugeResult(value, timestamp);
  }

  /** What stands for a gauge that was never set: -1, reported at the epoch. */
  public static GaugeResult empty() {
    return EMPTY;
  }

  // of two reports in the same millisecond the larger wins: any rule that ignores order would do
  GaugeResult merge(GaugeResult other) {
    int order = getTimestamp().compareTo(other.getTimestamp());
    if (order == 0) {
      order = Long.compare(getValue(), other.getValue());
    }
    return order >= 0 ? this : other;
  }
}
