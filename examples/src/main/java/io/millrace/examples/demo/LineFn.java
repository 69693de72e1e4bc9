package io.millrace.examples.demo;

import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.PaneInfo.Timing;

/** Makes a line of the result of a window: what is early has a row of its own. */
final class LineFn<T> extends DoFn<T, Line> {

  private final Row row;
  private final SerializableFunction<T, String> text;

  LineFn(Row row, SerializableFunction<T, String> text) {
    this.row = row;
    this.text = text;
  }

  @ProcessElement
  public void processElement(
      @Element T result, IntervalWindow window, PaneInfo pane, OutputReceiver<Line> out) {
    boolean early = pane.getTiming() == Timing.EARLY;
    String correction = pane.getTiming() == Timing.LATE ? " (with late bids)" : "";
    out.output(
        new Line(
            early ? Row.HIGHEST_EARLY : row,
            window.end().toEpochMilli(),
            SiteTime.text(window) + "  " + text.apply(result) + correction));
  }
}
