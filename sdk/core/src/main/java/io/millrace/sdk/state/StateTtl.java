package io.millrace.sdk.state;

import java.io.Serializable;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * How long state outlives the last time that it was written.
 *
 * <p>What is written has a time: the timestamp of the element (or of the timer that fired) in event
 * time, or the clock in processing time. Once the watermark of the input, or the clock, is
 * <em>past</em> that time plus the duration, it is as if it had been cleared: it is never read
 * again, and its space is freed. Times of writing never go back: to write with an older timestamp
 * does not shorten the life of what is there.
 *
 * <p>In collections each value lives for itself: each value of a bag, set or ordered list, each
 * entry of a map and each value of a multimap. A combining state lives as a whole, from the last
 * value added. Reading prolongs nothing.
 *
 * <p>State also goes with its window, which may be earlier. A time to live holds back no watermark
 * and calls no method: what has to be done when state goes needs a timer.
 *
 * <p>In event time results do not depend on how fast data is processed; prefer it unless the limit
 * is one of storage.
 *
 * @param duration positive, in whole milliseconds
 * @param timeDomain {@link TimeDomain#EVENT_TIME} or {@link TimeDomain#PROCESSING_TIME}
 */
public record StateTtl(Duration duration, TimeDomain timeDomain) implements Serializable {

  private static final long serialVersionUID = 1;

  /** Sums of a timestamp and a time to live stay within a long. */
  private static final Duration LONGEST = Duration.ofDays(100_000_000);

  /**
   * @throws IllegalArgumentException if the duration or the time domain is not as it must be
   */
  public StateTtl {
    if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "A time to live must be positive and at most " + LONGEST + ", but is " + duration);
    }
    if (!duration.truncatedTo(ChronoUnit.MILLIS).equals(duration)) {
      throw new IllegalArgumentException(
          "A time to live must be a whole number of milliseconds, but is " + duration);
    }
    if (timeDomain == TimeDomain.SYNCHRONIZED_PROCESSING_TIME) {
      throw new IllegalArgumentException(
          "A time to live is in EVENT_TIME or PROCESSING_TIME, not in " + timeDomain);
    }
  }
}
