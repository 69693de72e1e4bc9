package io.millrace.sdk.state;

import java.time.Instant;

/**
 * The timers of a family for one key and window, by ids that the function chooses as it goes.
 * Usable during the call that it was given to. Not thread-safe.
 */
public interface TimerMap {

  /** Lets the timer with the id fire at a time; see {@link Timer#set}. */
  void set(String timerId, Instant absoluteTime);

  /** The timer with the id, whether it is set or not. */
  Timer get(String timerId);
}
