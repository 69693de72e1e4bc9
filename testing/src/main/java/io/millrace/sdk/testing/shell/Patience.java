package io.millrace.sdk.testing.shell;

import java.time.Duration;

/** Real time that may pass without anything happening. Used by one thread. */
public final class Patience {

  /** So often in a row nothing is said to have happened before the clock is looked at. */
  private static final int UNTIMED = 100;

  private final Duration limit;
  private int inVain;
  private long sinceNanos;

  /** Patience that lasts so long each time. */
  public Patience(Duration limit) {
    this.limit = limit;
  }

  /** Something has happened: the time begins anew. */
  public void restore() {
    inVain = 0;
  }

  /**
   * Nothing has happened; lets other threads go on.
   *
   * @return whether that has been so for too long
   */
  @SuppressWarnings("ThreadPriorityCheck") // what is waited for may need the processor
  public boolean isLost() {
    inVain++;
    if (inVain < UNTIMED) {
      return false;
    }
    if (inVain == UNTIMED) {
      sinceNanos = System.nanoTime();
    }
    Thread.yield();
    return System.nanoTime() - sinceNanos > limit.toNanos();
  }
}
