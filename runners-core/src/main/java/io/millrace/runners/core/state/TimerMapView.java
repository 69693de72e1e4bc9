package io.millrace.runners.core.state;

import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerMap;
import java.time.Instant;

/** A family of timers as a function sees it. */
record TimerMapView(FunctionState function, TimerDeclaration declaration) implements TimerMap {

  @Override
  public void set(String timerId, Instant absoluteTime) {
    get(timerId).set(absoluteTime);
  }

  @Override
  public Timer get(String timerId) {
    return new TimerView(function, declaration, timerId);
  }
}
