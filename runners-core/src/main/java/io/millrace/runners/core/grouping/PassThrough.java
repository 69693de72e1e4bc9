package io.millrace.runners.core.grouping;

/**
 * Decides when a table before an exchange should step aside, and when to try again.
 *
 * <p>It looks at windows of twice as many elements as the table has places. If in one of them less
 * than one in {@link #WORTHWHILE} found its key, elements go by for some windows; then one window
 * is tried again. As long as that brings nothing, it goes by for twice as long each time, up to a
 * limit: elements that change their nature late are still combined.
 */
final class PassThrough {
  // to miss and evict costs about a third of what an exchange and the table behind it cost
  private static final int WORTHWHILE = 4;
  private static final int SHORTEST = 4;
  private static final int LONGEST = 64;

  private final int window;
  private long added;
  private long found;
  private long passing;
  private int windows = SHORTEST;

  PassThrough(int entries) {
    this.window = (int) Math.min(1 << 30, 2L * entries);
  }

  /** Whether the next element should go by; to be asked once for each. */
  boolean passes() {
    if (passing > 0) {
      passing--;
      return true;
    }
    if (added >= window) {
      judge();
    }
    added++;
    return false;
  }

  /** The last element found its key. */
  void found() {
    found++;
  }

  /** An element that need not be asked about: its key is that of the one before. */
  void foundAgain() {
    added++;
    found++;
  }

  private void judge() {
    if (found < window / WORTHWHILE) {
      passing = (long) windows * window;
      windows = Math.min(LONGEST, 2 * windows);
    } else {
      windows = SHORTEST;
    }
    added = 0;
    found = 0;
  }
}
