package io.millrace.simulation.kernel;

/** Counts what machines do, and lets something happen at the moment before one of those. */
public final class Effects {

  /** What happens at the chosen effect. */
  public enum Interruption {
    /** The node dies; it keeps nothing anyway, so that it is wiped as well. */
    KILL,
    /** The node stands still for long, and then does this and all that follows. */
    PAUSE,
    /** What was asked for is done, and the answer is lost. */
    LOSE_REPLY,
    /** The node dies just after. */
    KILL_AFTER
  }

  private final long at;
  private final Interruption interruption;
  private long count;

  /** Interrupts at the effect of the given number, from 1 on; 0 for none. */
  public Effects(long at, Interruption interruption) {
    this.at = at;
    this.interruption = interruption;
  }

  /** How many there were. */
  public long count() {
    return count;
  }

  boolean next(Interruption wanted) {
    return count == at && interruption == wanted;
  }

  void begin() {
    count++;
  }
}
