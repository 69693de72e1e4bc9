package io.millrace.simulation.kernel;

import java.util.PriorityQueue;

/** Virtual time: what is due is done in the order of its time, and of its coming among equals. */
public final class Scheduler {

  /** Something that is due, which can be taken back. */
  public static final class Due implements Comparable<Due> {
    private final long nanos;
    private final long number;
    private final Runnable action;
    private boolean taken;

    private Due(long nanos, long number, Runnable action) {
      this.nanos = nanos;
      this.number = number;
      this.action = action;
    }

    /** Takes it back. */
    public void cancel() {
      taken = true;
    }

    @Override
    public int compareTo(Due other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Due> queue = new PriorityQueue<>();
  private long now;
  private long number;
  private long steps;

  /** The time, in nanoseconds since the beginning. */
  public long now() {
    return now;
  }

  /** How much has been done. */
  public long steps() {
    return steps;
  }

  /** Does something later. */
  public Due after(long delayNanos, Runnable action) {
    Due due = new Due(now + Math.max(0, delayNanos), number++, action);
    queue.add(due);
    return due;
  }

  /** Does what is due next; false if nothing is. */
  public boolean step() {
    Due due = queue.poll();
    while (due != null && due.taken) {
      due = queue.poll();
    }
    if (due == null) {
      return false;
    }
    now = due.nanos;
    steps++;
    due.action.run();
    return true;
  }
}
