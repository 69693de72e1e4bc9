package io.millrace.benchmarks;

import java.io.Serializable;

/**
 * When the elements of a {@link NumberedSource} are due: element {@code i} is made {@code
 * i/perSecond} seconds after the start, whether anybody has taken those before or not.
 *
 * @param startNanos when element 0 is due, as {@link System#nanoTime} in this JVM
 * @param perSecond how many elements there are in a second
 */
public record Pace(long startNanos, long perSecond) implements Serializable {

  /** When element {@code i} is due, as {@link System#nanoTime}. */
  public long dueNanos(long i) {
    return startNanos + i / perSecond * 1_000_000_000L + i % perSecond * 1_000_000_000L / perSecond;
  }

  /** How many elements are due at {@code nanoTime}: those whose numbers are below. */
  long due(long nanoTime) {
    long passed = nanoTime - startNanos;
    if (passed < 0) {
      return 0;
    }
    long seconds = passed / 1_000_000_000L;
    return seconds * perSecond + passed % 1_000_000_000L * perSecond / 1_000_000_000L + 1;
  }
}
