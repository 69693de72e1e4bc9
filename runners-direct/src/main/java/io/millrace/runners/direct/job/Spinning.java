package io.millrace.runners.direct.job;

/**
 * How often a thread that found nothing to do looks again before it sleeps.
 *
 * <p>To be woken up costs both sides some microseconds, so where the next batch is as good as there
 * it is cheaper to look for it. Where it comes every other millisecond, looking is all that a
 * processor would do. What is right is learned from how long sleeps lasted: short ones were not
 * worth it, and each long one halves the looks before the next. Not thread-safe.
 */
final class Spinning {

  static final int MOST = 64;

  /** About what looking {@link #MOST} times takes. */
  static final long SHORT_SLEEP_NANOS = 50_000;

  private int looks = MOST;

  /** How often to look before the next sleep; at least once. */
  int looks() {
    return looks;
  }

  /** Learns from a sleep that has ended. */
  void slept(long nanos) {
    looks = nanos < SHORT_SLEEP_NANOS ? Math.min(MOST, 2 * looks) : Math.max(1, looks / 2);
  }
}
