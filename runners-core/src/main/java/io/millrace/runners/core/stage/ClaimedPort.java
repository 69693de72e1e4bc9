package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An output of a splittable function, which outputs what it has claimed only (rule D1). */
record ClaimedPort(
    DoFn.OutputReceiver<@Nullable Object> port, RestrictionAtWork work, ElementCursor cursor)
    implements DoFn.OutputReceiver<@Nullable Object> {

  static Map<String, DoFn.OutputReceiver<@Nullable Object>> all(
      Map<String, DoFn.OutputReceiver<@Nullable Object>> ports,
      RestrictionAtWork work,
      ElementCursor cursor) {
    Map<String, DoFn.OutputReceiver<@Nullable Object>> result = new LinkedHashMap<>();
    ports.forEach((tag, port) -> result.put(tag, new ClaimedPort(port, work, cursor)));
    return result;
  }

  @Override
  public void output(@Nullable Object output) {
    work.output(Instant.ofEpochMilli(cursor.timestamp));
    port.output(Typed.value(output));
  }

  @Override
  public void outputWithTimestamp(@Nullable Object output, Instant timestamp) {
    work.output(timestamp);
    port.outputWithTimestamp(Typed.value(output), timestamp);
  }

  @Override
  public void outputWindowedValue(
      @Nullable Object output,
      Instant timestamp,
      Collection<? extends BoundedWindow> windows,
      PaneInfo pane) {
    work.output(timestamp);
    port.outputWindowedValue(Typed.value(output), timestamp, windows, pane);
  }
}
