package io.millrace.runners.core.watermark;

import java.util.TreeMap;

/**
 * The holds of one step in one task: a multiset of timestamps, of which the smallest counts (law
 * I2). Most steps hold few different timestamps, the ends of windows, for any number of keys. Not
 * thread-safe.
 */
public final class Holds {

  /** What {@link #min} gives when nothing is held. */
  public static final long NONE = Long.MAX_VALUE;

  private final TreeMap<Long, long[]> counts = new TreeMap<>();

  /** No holds. */
  public Holds() {}

  /** Holds the output watermark at a timestamp, in milliseconds after the epoch, once more. */
  public void add(long timestampMillis) {
    counts.computeIfAbsent(timestampMillis, t -> new long[1])[0]++;
  }

  /**
   * Takes one hold at a timestamp away.
   *
   * @throws IllegalStateException if there is none
   */
  public void remove(long timestampMillis) {
    long[] count = counts.get(timestampMillis);
    if (count == null) {
      throw new IllegalStateException("The output watermark is not held at " + timestampMillis);
    }
    if (--count[0] == 0) {
      counts.remove(timestampMillis);
    }
  }

  /** The smallest timestamp held; {@link #NONE} if there is none. */
  public long min() {
    return counts.isEmpty() ? NONE : counts.firstKey();
  }

  /** Whether nothing is held. */
  public boolean isEmpty() {
    return counts.isEmpty();
  }

  @Override
  public String toString() {
    return counts.isEmpty() ? "no holds" : "holds from " + counts.firstKey();
  }
}
