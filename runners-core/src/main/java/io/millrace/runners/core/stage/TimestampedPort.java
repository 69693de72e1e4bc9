package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.state.FunctionState;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An output of a function with timers: one that has no output timestamp must say the timestamps of
 * what it outputs (rule T6).
 */
record TimestampedPort(DoFn.OutputReceiver<@Nullable Object> port, FunctionState state)
    implements DoFn.OutputReceiver<@Nullable Object> {

  static Map<String, DoFn.OutputReceiver<@Nullable Object>> all(
      Map<String, DoFn.OutputReceiver<@Nullable Object>> ports, FunctionState state) {
    Map<String, DoFn.OutputReceiver<@Nullable Object>> result = new LinkedHashMap<>();
    ports.forEach((tag, port) -> result.put(tag, new TimestampedPort(port, state)));
    return result;
  }

  @Override
  public void output(@Nullable Object output) {
    if (!state.hasTimestamp()) {
      throw new IllegalStateException(
          "The timer that has fired was set withNoOutputTimestamp(), so its outputs have no"
              + " timestamp of their own: use outputWithTimestamp.");
    }
    port.output(Typed.value(output));
  }

  @Override
  public void outputWithTimestamp(@Nullable Object output, Instant timestamp) {
    port.outputWithTimestamp(Typed.value(output), timestamp);
  }

  @Override
  public void outputWindowedValue(
      @Nullable Object output,
      Instant timestamp,
      Collection<? extends BoundedWindow> windows,
      PaneInfo pane) {
    port.outputWindowedValue(Typed.value(output), timestamp, windows, pane);
  }
}
