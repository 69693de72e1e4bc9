package io.millrace.runners.core.state;

import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import java.time.Duration;
import java.time.Instant;

/** A timer as a function sees it: the same object in all calls, which begins anew in each. */
final class TimerView implements Timer {

  private final FunctionState function;
  private final CurrentCall call;
  private final TimerDeclaration declaration;
  private final String id;

  private long callNumber = -1;
  private Duration offset = Duration.ZERO;
  private Duration period = Duration.ZERO;
  private boolean hasOutput;
  private long outputMillis;

  TimerView(FunctionState function, TimerDeclaration declaration, String id) {
    this.function = function;
    this.call = function.call();
    this.declaration = declaration;
    this.id = id;
  }

  private boolean isEventTime() {
    return declaration.domain() == TimeDomain.EVENT_TIME;
  }

  private Scope scope() {
    Scope scope = call.scope();
    if (callNumber != call.number()) {
      callNumber = call.number();
      offset = Duration.ZERO;
      period = Duration.ZERO;
      hasOutput = false;
    }
    return scope;
  }

  @Override
  public void set(Instant absoluteTime) {
    Scope scope = scope();
    long target = Saturated.millis(absoluteTime);
    // Rule T4.
    if (isEventTime() && target > scope.expiryMillis()) {
      throw new IllegalArgumentException(
          String.format(
              "The timer \"%s\" cannot be set to %s: the window %s expires at %s, its end plus the"
                  + " allowed lateness. Set it to a time before, or use setRelative, which goes no"
                  + " further.",
              id, absoluteTime, scope.window(), Instant.ofEpochMilli(scope.expiryMillis())));
    }
    set(scope, target);
  }

  @Override
  public void setRelative() {
    Scope scope = scope();
    long target = target(now());
    if (!isEventTime()) {
      set(scope, target);
    } else if (call.isTimer() && now() >= scope.expiryMillis()) {
      // Rule Z2: there is no time left in this window, and a loop of timers must end.
      function.scopes().clear(scope, declaration, id);
    } else {
      set(scope, Math.min(target, scope.expiryMillis()));
    }
  }

  private long target(long now) {
    if (isEventTime() && now == Watermarks.START) {
      return now; // nothing is known of event time yet: however long after that is the same
    }
    long target = Saturated.add(now, offset);
    return period.isZero()
        ? target
        : Saturated.add(target, Math.floorMod(-target, period.toMillis()));
  }

  private void set(Scope scope, long target) {
    function.scopes().set(scope, declaration, id, target, outputFor(target));
  }

  /** Rule T5. */
  private long outputFor(long target) {
    if (hasOutput) {
      return outputMillis;
    }
    if (isEventTime()) {
      return target;
    }
    return call.hasTimestamp() ? call.timestamp() : PendingTimer.NO_OUTPUT_TIMESTAMP;
  }

  @Override
  public void clear() {
    function.scopes().clear(scope(), declaration, id);
  }

  @Override
  public Timer offset(Duration offset) {
    scope();
    this.offset = offset;
    return this;
  }

  @Override
  public Timer align(Duration period) {
    if (period.isNegative() || period.toMillis() == 0) {
      throw new IllegalArgumentException(
          "The timer \"" + id + "\" can be aligned to a positive period only, not to " + period);
    }
    scope();
    this.period = period;
    return this;
  }

  @Override
  public Timer withOutputTimestamp(Instant outputTime) {
    Scope scope = scope();
    long output = Saturated.millis(outputTime);
    if (output < call.earliestOutput() || output > scope.expiryMillis()) {
      throw new IllegalArgumentException(
          String.format(
              "The timer \"%s\" cannot have the output timestamp %s: it must be from %s, the"
                  + " timestamp of what is being processed less the allowed skew, to %s, when the"
                  + " window %s expires.",
              id,
              outputTime,
              Instant.ofEpochMilli(call.earliestOutput()),
              Instant.ofEpochMilli(scope.expiryMillis()),
              scope.window()));
    }
    hasOutput = true;
    outputMillis = output;
    return this;
  }

  @Override
  public Timer withNoOutputTimestamp() {
    scope();
    hasOutput = true;
    outputMillis = PendingTimer.NO_OUTPUT_TIMESTAMP;
    return this;
  }

  @Override
  public Instant getCurrentRelativeTime() {
    scope();
    return Instant.ofEpochMilli(now());
  }

  private long now() {
    return isEventTime()
        ? function.scopes().relativeEventTime(call.scope())
        : call.processingTime();
  }
}
