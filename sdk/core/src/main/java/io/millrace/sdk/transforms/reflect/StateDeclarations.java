package io.millrace.sdk.transforms.reflect;

import java.util.List;

/**
 * What a DoFn declares that outlives a bundle, by the ids that it gives.
 *
 * @param states ids of {@code @StateId} fields
 * @param timers ids of {@code @TimerId} fields
 * @param timerFamilies ids of {@code @TimerFamily} fields
 * @param onTimer ids of the timers that have an {@code @OnTimer} method
 * @param onWindowExpiration whether there is an {@code @OnWindowExpiration} method
 */
public record StateDeclarations(
    List<String> states,
    List<String> timers,
    List<String> timerFamilies,
    List<String> onTimer,
    boolean onWindowExpiration) {

  public StateDeclarations {
    states = List.copyOf(states);
    timers = List.copyOf(timers);
    timerFamilies = List.copyOf(timerFamilies);
    onTimer = List.copyOf(onTimer);
  }
}
