package io.millrace.runners.core.panes;

import io.millrace.sdk.trace.WindowState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** States of windows, up to a number that people can look at. Not thread-safe. */
public final class WindowStates {

  /** More are left out, and counted. */
  static final int LIMIT = 100;

  private final List<WindowState> states = new ArrayList<>();
  private long leftOut;

  WindowStates() {}

  /** Whether the next one is wanted; if not, it is counted. */
  boolean wantsNext() {
    if (states.size() < LIMIT) {
      return true;
    }
    leftOut++;
    return false;
  }

  void add(WindowState state) {
    states.add(state);
  }

  /** Fills in how many elements there are where the groups do not count them. */
  void countElements(Function<WindowState, @Nullable Long> count) {
    states.replaceAll(
        state -> state.elements() != null ? state : state.withElements(count.apply(state)));
  }

  /** The states, the earliest end first. */
  public List<WindowState> inOrder() {
    return states.stream()
        .sorted(
            Comparator.comparingLong((WindowState state) -> state.window().maxTimestampMillis())
                .thenComparing(WindowState::key))
        .toList();
  }

  /** How many there are besides. */
  public long leftOut() {
    return leftOut;
  }
}
