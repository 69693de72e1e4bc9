package io.millrace.sdk.testing.reference;

import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import io.millrace.sdk.transforms.windowing.Trigger;
import io.millrace.sdk.transforms.windowing.WindowFn;

/**
 * A {@code Window.into} in which everything is said.
 *
 * @param windowFn taken as a description: its parameters count, not what it does
 * @param lateness in milliseconds
 * @param closesAlways a last pane at the end of the lateness, even if it is empty
 * @param onTimeAlways a pane at the end of the window, even if it is empty
 */
public record Windowing(
    WindowFn<?, ?> windowFn,
    Trigger trigger,
    long lateness,
    boolean accumulating,
    boolean closesAlways,
    boolean onTimeAlways,
    TimestampCombiner combiner) {

  @Override
  public String toString() {
    return windowFn
        + " trigger "
        + trigger
        + " lateness "
        + Times.text(lateness)
        + (accumulating ? " accumulating" : " discarding")
        + (closesAlways ? " closing-always" : "")
        + (onTimeAlways ? "" : " on-time-if-non-empty")
        + (combiner == TimestampCombiner.END_OF_WINDOW ? "" : " " + combiner);
  }
}
