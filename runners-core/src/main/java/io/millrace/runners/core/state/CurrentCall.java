package io.millrace.runners.core.state;

import io.millrace.runners.core.watermark.Watermarks;
import org.jspecify.annotations.Nullable;

/**
 * The call of a user's method that is going on: in which scope, at what time. Cells and timers look
 * here. Single-threaded.
 */
public final class CurrentCall {

  private @Nullable Scope scope;
  private long number;
  private long timestamp;
  private long earliestOutput;
  private long eventClock = Watermarks.START;
  private boolean hasTimestamp;
  private boolean isTimer;
  private long watermark = Watermarks.START;
  private long processingTime = Long.MIN_VALUE;

  /** No call. */
  public CurrentCall() {}

  /**
   * Begins a call for an element, or for a window that expires.
   *
   * @param earliestOutputMillis the earliest output timestamp that a timer may be given
   */
  void begin(Scope scope, long timestampMillis, long earliestOutputMillis) {
    begin(scope, timestampMillis, earliestOutputMillis, true, false);
  }

  /** Begins a call for a timer that has an output timestamp. */
  void beginTimer(Scope scope, long timestampMillis, long earliestOutputMillis) {
    begin(scope, timestampMillis, earliestOutputMillis, true, true);
  }

  /** Begins a call for a timer that has none. */
  void beginTimerWithoutTimestamp(Scope scope) {
    begin(scope, eventClock, Watermarks.START, false, true);
  }

  private void begin(
      Scope scope, long timestamp, long earliestOutput, boolean hasTimestamp, boolean isTimer) {
    this.scope = scope;
    this.timestamp = timestamp;
    this.earliestOutput = earliestOutput;
    this.hasTimestamp = hasTimestamp;
    this.isTimer = isTimer;
    number++;
  }

  void end() {
    scope = null;
    number++;
  }

  void watermark(long millis) {
    watermark = millis;
  }

  void eventClock(long millis) {
    eventClock = millis;
  }

  void processingTime(long millis) {
    processingTime = millis;
  }

  /** The key in a window that the call is about. */
  public Scope scope() {
    Scope current = scope;
    if (current == null) {
      throw new IllegalStateException(
          "State and timers belong to the key and window of an element, a timer or a window that"
              + " expires: they can be used only during the call that they were given to.");
    }
    return current;
  }

  /** A number that no other call has. */
  long number() {
    return number;
  }

  /** The timestamp of what the call is about; it is the time of what is written. */
  long timestamp() {
    return timestamp;
  }

  /** The earliest output timestamp that a timer may be given. */
  long earliestOutput() {
    return earliestOutput;
  }

  /** Whether outputs without a timestamp have one: not in calls of timers without. */
  boolean hasTimestamp() {
    return hasTimestamp;
  }

  /** Whether a timer has fired. */
  boolean isTimer() {
    return isTimer;
  }

  /**
   * How far event time has come, as calls see it. When the watermark jumps, time passes from timer
   * to timer all the same, so that the result does not depend on how far it jumps.
   */
  long eventClock() {
    return eventClock;
  }

  /** How far the watermark of the input has come. */
  long watermark() {
    return watermark;
  }

  long processingTime() {
    return processingTime;
  }
}
