package io.millrace.sdk.testing;

import io.millrace.sdk.trace.GroupingEvent;
import io.millrace.sdk.trace.GroupingState;
import io.millrace.sdk.trace.GroupingTrace;
import io.millrace.sdk.trace.InputState;
import io.millrace.sdk.trace.TriggerPart;
import io.millrace.sdk.trace.WindowState;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one trace of a grouping as text. */
final class WindowTraceText {

  private static final long START = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();
  private static final long END = BoundedWindow.TIMESTAMP_MAX_VALUE.toEpochMilli();

  private final GroupingTrace trace;
  private final StringBuilder text = new StringBuilder();

  WindowTraceText(GroupingTrace trace) {
    this.trace = trace;
  }

  String render() {
    line(0, "Windows of " + trace.transform());
    GroupingState before = trace.beforeTheEnd();
    if (before != null) {
      line(1, "before its input came to the end of time:");
      state(before);
      line(1, "now: " + count(trace.now().windows().size(), "window") + " left");
    } else {
      line(1, "now:");
      state(trace.now());
    }
    line(1, "what happened:");
    if (trace.eventsLeftOut() > 0) {
      line(2, "(" + count(trace.eventsLeftOut(), "earlier event") + " not kept)");
    }
    if (trace.events().stream().allMatch(event -> event.window() == null)) {
      line(2, "no element came");
    }
    trace.events().forEach(this::event);
    return text.toString();
  }

  private void line(int depth, String line) {
    text.append("  ".repeat(depth)).append(line).append("\n");
  }

  private static String count(long count, String what) {
    return (count == 0 ? "no" : count) + " " + what + (count == 1 ? "" : "s");
  }

  /** A watermark, or another event time. */
  private static String time(long millis) {
    if (millis <= START) {
      return "the beginning of time";
    }
    return millis >= END ? "the end of time" : String.valueOf(Instant.ofEpochMilli(millis));
  }

  private void state(GroupingState state) {
    line(2, "input watermark at " + time(state.inputWatermarkMillis()));
    for (InputState input : state.inputs()) {
      String held = input.heldBackBy();
      line(
          3,
          "from "
              + input.transform()
              + (input.idle() ? ", idle" : " at " + time(input.watermarkMillis()))
              + (held == null ? "" : ", held back by " + held));
    }
    line(2, "output watermark at " + time(state.outputWatermarkMillis()));
    line(2, "processing time " + Instant.ofEpochMilli(state.processingTimeMillis()));
    state.windows().forEach(this::window);
    if (state.windows().isEmpty()) {
      line(2, "no window with anything in it");
    }
    if (state.windowsLeftOut() > 0) {
      line(2, "(" + count(state.windowsLeftOut(), "other window") + ")");
    }
  }

  private void window(WindowState window) {
    Long elements = window.elements();
    List<String> facts = new ArrayList<>();
    facts.add(elements == null ? "some elements" : count(elements, "element"));
    facts.add(count(window.panes(), "pane"));
    if (window.lastPane() != null) {
      facts.add("the last one " + window.lastPane());
    }
    if (window.panes() > 0) {
      facts.add(window.hasNews() ? "new elements since" : "nothing new since");
    }
    if (window.closed()) {
      facts.add("closed");
    }
    line(2, window.window() + " of " + window.key() + ": " + String.join(", ", facts));
    trigger(3, window.trigger());
    timeIfAny("holds the output watermark at ", window.dataHoldMillis(), " for its next pane");
    timeIfAny("holds the output watermark at ", window.expiryHoldMillis(), " to be in time below");
    timeIfAny("looked at when the input watermark is past ", window.eventTimerMillis(), "");
    timeIfAny("looked at when processing time is ", window.processingTimerMillis(), "");
    timeIfAny("expires when the input watermark is past ", window.expiresAfterMillis(), "");
  }

  private void timeIfAny(String before, @Nullable Long millis, String after) {
    if (millis != null) {
      line(3, before + time(millis) + after);
    }
  }

  private void trigger(int depth, TriggerPart part) {
    String status =
        switch (part.status()) {
          case NOT_BEGUN -> "not begun";
          case WAITING -> "waits";
          case READY -> "ready";
          case FINISHED -> "finished";
        };
    boolean waits = part.status() == TriggerPart.Status.WAITING && !part.waitsFor().isEmpty();
    line(
        depth,
        part.name() + ": " + status + (waits ? verb(part.waitsFor()) + part.waitsFor() : ""));
    part.parts().forEach(each -> trigger(depth + 1, each));
  }

  /** Between "waits" and what for. */
  private static String verb(String waitsFor) {
    return waitsFor.startsWith("has ") ? ", " : " ";
  }

  private void event(GroupingEvent event) {
    line(
        2,
        Instant.ofEpochMilli(event.processingTimeMillis())
            + ", input watermark "
            + time(event.inputWatermarkMillis())
            + ": "
            + what(event));
  }

  private static String what(GroupingEvent event) {
    String place = event.window() + " of " + event.key();
    String elements = count(event.count(), "element");
    return switch (event.kind()) {
      case WATERMARK -> "the watermark advanced";
      case ELEMENTS -> elements + " into " + place;
      case DROPPED_LATE -> elements + " for " + place + " dropped as late: it had expired";
      case DROPPED_CLOSED -> elements + " for " + place + " dropped: its trigger had finished";
      case PANE -> place + " fired" + pane(event.pane());
    };
  }

  private static String pane(@Nullable PaneInfo pane) {
    if (pane == null) {
      return "";
    }
    return ", "
        + pane.getTiming()
        + " pane "
        + pane.getIndex()
        + (pane.isFirst() ? ", the first" : "")
        + (pane.isLast() ? ", the last" : "");
  }
}
