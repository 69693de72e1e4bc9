package io.millrace.runners.direct.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job follows that reads scripted sources: their steps in turn, and a processing time of its
 * own that begins at the epoch. For one thread.
 */
final class Script {

  private final List<ScriptedSplits<?>> sources = new ArrayList<>();
  private int turn;
  private long nowMillis;

  void add(ScriptedSplits<?> source) {
    sources.add(source);
  }

  boolean isEmpty() {
    return sources.isEmpty();
  }

  long nowMillis() {
    return nowMillis;
  }

  /** Lets the next step happen; false if there is none. To be called when the job is at rest. */
  boolean advance() {
    for (int i = 0; i < sources.size(); i++) {
      ScriptedSplits<?> source = sources.get(turn);
      turn = (turn + 1) % sources.size();
      @Nullable Duration time = source.grant();
      if (time != null) {
        nowMillis += time.toMillis();
        return true;
      }
    }
    return false;
  }

  /** Lets processing time pass up to a time; false if it has come that far already. */
  boolean advanceTo(long timeMillis) {
    if (timeMillis <= nowMillis) {
      return false;
    }
    nowMillis = timeMillis;
    return true;
  }
}
