package io.millrace.sdk.trace;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.util.List;

/**
 * How a grouping stands at one moment. Immutable.
 *
 * @param inputWatermarkMillis nothing older is still to come from its inputs
 * @param outputWatermarkMillis nothing older is still to come from it
 * @param processingTimeMillis the time of the clock when it was last told
 * @param inputs where its elements come from
 * @param windows for which something is kept, the earliest end first
 * @param windowsLeftOut how many more of them there are
 */
public record GroupingState(
    long inputWatermarkMillis,
    long outputWatermarkMillis,
    long processingTimeMillis,
    List<InputState> inputs,
    List<WindowState> windows,
    long windowsLeftOut) {

  /** A state. */
  public GroupingState {
    inputs = List.copyOf(inputs);
    windows = List.copyOf(windows);
  }

  GroupingState about(BoundedWindow window) {
    return new GroupingState(
        inputWatermarkMillis,
        outputWatermarkMillis,
        processingTimeMillis,
        inputs,
        windows.stream().filter(state -> GroupingTrace.isAbout(window, state.window())).toList(),
        windowsLeftOut);
  }
}
