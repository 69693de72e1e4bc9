package io.millrace.runners.core.snapshot;

/**
 * The groups that keys are dealt out in: a key belongs to one group for ever, a group to one task
 * at a time. Tasks own ranges of groups, so that another number of tasks means other ranges and no
 * other groups.
 */
public final class KeyGroups {

  private static final int BITS = 10;

  /** How many there are; no stage of keys has more tasks. */
  public static final int COUNT = 1 << BITS;

  private KeyGroups() {}

  /** The group of a key, by the key coder's {@code stableHash}; from 0 to {@link #COUNT} - 1. */
  public static int of(int keyHash) {
    return keyHash >>> (Integer.SIZE - BITS);
  }

  /**
   * The task that owns a group.
   *
   * @param tasks at most {@link #COUNT}
   */
  public static int taskOf(int group, int tasks) {
    return (group * tasks) >>> BITS;
  }
}
