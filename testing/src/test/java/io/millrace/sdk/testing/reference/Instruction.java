package io.millrace.sdk.testing.reference;

import java.io.Serializable;

/** One thing that a {@link Program} does when it is called. */
public sealed interface Instruction extends Serializable {

  /** The timers that programs have. */
  enum TimerName {
    /** Of event time. */
    FIRST,
    /** Of event time. */
    SECOND,
    /** Of processing time. */
    CLOCK
  }

  /** Keeps the value of the element in a bag; nothing when called by a timer. */
  record AddToBag() implements Instruction {}

  /** Keeps the value of the element as the last one; nothing when called by a timer. */
  record WriteLast() implements Instruction {}

  /** Adds the value of the element to a sum; nothing when called by a timer. */
  record AddToSum() implements Instruction {}

  /** Outputs the value of the element; nothing when called by a timer. */
  record OutputElement() implements Instruction {}

  /** Outputs how much is in the bag, times 1,000, and its sum. */
  record OutputBag() implements Instruction {}

  /** Outputs the last value, or -1 if there is none. */
  record OutputLast() implements Instruction {}

  /** Outputs the sum. */
  record OutputSum() implements Instruction {}

  /** Forgets bag, last value and sum. */
  record Forget() implements Instruction {}

  /**
   * Sets a timer of event time to the timestamp of the call plus an offset, unless the window ends
   * before that. Nothing happens where a timer calls in the global window, or as of a time before
   * the window: that would go on for all the years.
   */
  record SetAt(TimerName timer, long offset) implements Instruction {}

  /** Sets a timer to what its clock shows plus an offset, but not beyond the window's expiry. */
  record SetAfter(TimerName timer, long offset) implements Instruction {}

  /** Clears a timer. */
  record Clear(TimerName timer) implements Instruction {}
}
