package io.millrace.runners.distributed.machine;

/**
 * How often something is tried, and how long it is waited in between: each time twice as long as
 * before, less up to a half at random.
 *
 * @param tries how often at most; at least 1
 * @param firstDelayNanos before the second try
 * @param maxDelayNanos no wait is longer
 */
public record Retries(int tries, long firstDelayNanos, long maxDelayNanos) {

  /** Checks that the numbers make sense. */
  public Retries {
    if (tries < 1 || firstDelayNanos < 1 || maxDelayNanos < firstDelayNanos) {
      throw new IllegalArgumentException(
          "tries=" + tries + ", firstDelay=" + firstDelayNanos + ", maxDelay=" + maxDelayNanos);
    }
  }

  /** Until there is an answer. */
  public static Retries forever(long firstDelayNanos, long maxDelayNanos) {
    return new Retries(Integer.MAX_VALUE, firstDelayNanos, maxDelayNanos);
  }

  /** The wait after the given try, from 1 on. */
  public long delayNanos(int tried, Context context) {
    long full = firstDelayNanos;
    for (int i = 1; i < tried && full < maxDelayNanos; i++) {
      full *= 2;
    }
    full = Math.min(full, maxDelayNanos);
    return full - Math.floorMod(context.random("retry"), full / 2 + 1);
  }
}
