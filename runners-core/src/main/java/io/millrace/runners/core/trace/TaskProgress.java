package io.millrace.runners.core.trace;

import io.millrace.sdk.trace.WindowState;
import java.util.List;

/**
 * How one task stands at one moment. All times in milliseconds after the epoch. Immutable.
 *
 * @param outputWatermark what it said last to those downstream
 * @param inputWatermarks of each input edge, in their order; {@link
 *     io.millrace.runners.core.watermark.Watermarks#IDLE} if it is idle
 * @param windows those of a grouping that takes notes
 * @param windowsLeftOut how many more it has
 */
public record TaskProgress(
    long inputWatermark,
    long outputWatermark,
    long processingTime,
    List<Long> inputWatermarks,
    List<WindowState> windows,
    long windowsLeftOut) {

  public TaskProgress {
    inputWatermarks = List.copyOf(inputWatermarks);
    windows = List.copyOf(windows);
  }
}
