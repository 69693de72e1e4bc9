package io.millrace.runners.host.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The end of a run, for those who wait for it. It comes once and stays. Thread-safe. */
public final class EndOfRun {

  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  /** For committers, and functions that do not look at interrupts. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final CountDownLatch ended = new CountDownLatch(1);

  /** An end that has not come. */
  public EndOfRun() {}

  /** Says that the run has ended: what was done before is seen by whoever waited. */
  public void come() {
    ended.countDown();
  }

  /** Whether the run has ended. */
  public boolean hasCome() {
    return ended.getCount() == 0;
  }

  /**
   * Waits for the end.
   *
   * @param timeout how long; not positive for as long as it takes
   * @return whether it has come
   * @throws InterruptedException if the calling thread was interrupted
   */
  public boolean await(Duration timeout) throws InterruptedException {
    boolean limited = timeout.compareTo(Duration.ZERO) > 0 && timeout.compareTo(FOREVER) < 0;
    return ended.await((limited ? timeout : FOREVER).toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Waits for the end of a run that was cancelled, for ten seconds: what cannot be interrupted may
   * take longer, and is still running then.
   *
   * @return whether the end has come
   * @throws InterruptedException if the calling thread was interrupted
   */
  public boolean awaitCancelled() throws InterruptedException {
    return await(GRACE);
  }
}
