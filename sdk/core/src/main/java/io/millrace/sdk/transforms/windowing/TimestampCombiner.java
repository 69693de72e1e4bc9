package io.millrace.sdk.transforms.windowing;

import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;

/** Which timestamp a grouped element gets, given the timestamps of the elements it is made of. */
public enum TimestampCombiner {
  /** The smallest timestamp among the elements. */
  EARLIEST {
    @Override
    public Instant combine(Iterable<? extends Instant> timestamps) {
      Iterator<? extends Instant> each = timestamps.iterator();
      Instant earliest = first(each);
      while (each.hasNext()) {
        Instant next = each.next();
        earliest = next.isBefore(earliest) ? next : earliest;
      }
      return earliest;
    }

    @Override
    public long combineMillis(long one, long other) {
      return Math.min(one, other);
    }
  },

  /** The largest timestamp among the elements. */
  LATEST {
    @Override
    public Instant combine(Iterable<? extends Instant> timestamps) {
      Iterator<? extends Instant> each = timestamps.iterator();
      Instant latest = first(each);
      while (each.hasNext()) {
        Instant next = each.next();
        latest = next.isAfter(latest) ? next : latest;
      }
      return latest;
    }

    @Override
    public long combineMillis(long one, long other) {
      return Math.max(one, other);
    }
  },

  /** The last instant of the window, whatever the elements' timestamps. The default. */
  END_OF_WINDOW {
    @Override
    public Instant combine(Iterable<? extends Instant> timestamps) {
      // All inputs carry the end of the same window, or of windows being merged: the last one wins.
      return LATEST.combine(timestamps);
    }

    @Override
    public long combineMillis(long one, long other) {
      return Math.max(one, other);
    }
  };

  /**
   * The combination of timestamps of the same window.
   *
   * @throws IllegalArgumentException if there are none
   */
  public abstract Instant combine(Iterable<? extends Instant> timestamps);

  /** The combination of two timestamps in milliseconds after the epoch. */
  public abstract long combineMillis(long one, long other);

  /** The combination of timestamps of windows that were merged into {@code intoWindow}. */
  public Instant merge(BoundedWindow intoWindow, Iterable<? extends Instant> mergingTimestamps) {
    return dependsOnlyOnWindow() ? intoWindow.maxTimestamp() : combine(mergingTimestamps);
  }

  /** The contribution of one element with the given timestamp. */
  public final Instant assign(BoundedWindow window, Instant timestamp) {
    return dependsOnlyOnWindow() ? window.maxTimestamp() : timestamp;
  }

  /** See {@link #combine(Iterable)}. */
  public final Instant combine(Instant... timestamps) {
    return combine(Arrays.asList(timestamps));
  }

  /** See {@link #merge(BoundedWindow, Iterable)}. */
  public final Instant merge(BoundedWindow intoWindow, Instant... timestamps) {
    return merge(intoWindow, Arrays.asList(timestamps));
  }

  /** Whether elements later than the earliest cannot change the result. */
  public boolean dependsOnlyOnEarliestTimestamp() {
    return this == EARLIEST;
  }

  /** Whether the elements' timestamps do not matter at all. */
  public boolean dependsOnlyOnWindow() {
    return this == END_OF_WINDOW;
  }

  private static Instant first(Iterator<? extends Instant> timestamps) {
    if (!timestamps.hasNext()) {
      throw new IllegalArgumentException("There are no timestamps to combine");
    }
    return timestamps.next();
  }
}
