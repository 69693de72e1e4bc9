package io.millrace.sdk.transforms.reflect;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a DoFn declares that outlives a bundle, by the ids that it gives.
 *
 * @param states the {@code @StateId} fields
 * @param timers the {@code @TimerId} fields
 * @param timerFamilies the {@code @TimerFamily} fields; none has the id of a timer
 */
public record StateDeclarations(
    SortedMap<String, StateDeclaration> states,
    SortedMap<String, TimerDeclaration> timers,
    SortedMap<String, TimerDeclaration> timerFamilies) {

  public StateDeclarations {
    states = Collections.unmodifiableSortedMap(new TreeMap<>(states));
    timers = Collections.unmodifiableSortedMap(new TreeMap<>(timers));
    timerFamilies = Collections.unmodifiableSortedMap(new TreeMap<>(timerFamilies));
  }
}
