package io.millrace.sdk.testing.reference;

import io.millrace.sdk.testing.reference.Instruction.TimerName;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a function with state does in each of its methods. Timers set timers only to later times, so
 * that no program runs for ever.
 *
 * @param onTimer by the ordinals of {@link TimerName}
 * @param onExpiration null if it does not want to be called when windows expire
 * @param silentClock whether the timer of processing time has no output timestamp, so that it holds
 *     nothing back; its outputs then have that of the window's end
 */
public record Program(
    List<Instruction> onElement,
    List<List<Instruction>> onTimer,
    List<Instruction> onExpiration,
    boolean silentClock)
    implements Serializable {

  public Program {
    onElement = new ArrayList<>(onElement);
    onTimer = new ArrayList<>(onTimer);
    onTimer.replaceAll(ArrayList::new);
    onExpiration = onExpiration == null ? null : new ArrayList<>(onExpiration);
  }

  /** What it does when this timer fires. */
  public List<Instruction> on(TimerName timer) {
    return onTimer.get(timer.ordinal());
  }

  /** Whether it may set or clear timers when an element comes. */
  public boolean usesTimers() {
    return onElement.stream()
        .anyMatch(
            each ->
                each instanceof Instruction.Clear
                    || each instanceof Instruction.SetAt
                    || each instanceof Instruction.SetAfter);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("on element ").append(onElement);
    for (TimerName timer : TimerName.values()) {
      if (!on(timer).isEmpty()) {
        text.append(", on ").append(timer).append(" ").append(on(timer));
      }
    }
    if (onExpiration != null) {
      text.append(", on expiration ").append(onExpiration);
    }
    return text.append(silentClock ? ", silent clock" : "").toString();
  }
}
