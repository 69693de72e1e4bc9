package io.millrace.sdk.testing.reference;

import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.PaneInfo.Timing;
import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import java.util.ArrayList;
import java.util.List;

/** Everything that ever happened to one key in one window. */
final class WindowHistory {

  /** An element, and whether it holds the output watermark at its timestamp until it is out. */
  record Arrival(Object value, long timestamp, boolean holds) {}

  final String key;
  final Span window;
  final List<Arrival> arrivals = new ArrayList<>();
  final List<PaneInfo> panes = new ArrayList<>();
  Watcher watcher;

  /** How many of the arrivals had come when the window fired last, whether a pane came or not. */
  int fired;

  /** Whether it has fired and a last pane will come in any case (rule P4). */
  boolean awaitsClosing;

  /** Whether the trigger has finished (rule R11). */
  boolean closed;

  WindowHistory(String key, Span window, Watcher watcher) {
    this.key = key;
    this.window = window;
    this.watcher = watcher;
  }

  /** Since the last firing. */
  List<Arrival> news() {
    return arrivals.subList(fired, arrivals.size());
  }

  List<Object> content(boolean accumulating) {
    return (accumulating ? arrivals : news()).stream().map(Arrival::value).toList();
  }

  Timing lastTiming() {
    return panes.isEmpty() ? Timing.UNKNOWN : panes.get(panes.size() - 1).getTiming();
  }

  /** Rules H5, H6: the timestamp at which news hold the output watermark; null if they do not. */
  Long dataHold(TimestampCombiner combiner) {
    List<Long> held = news().stream().filter(Arrival::holds).map(Arrival::timestamp).toList();
    if (held.isEmpty()) {
      return null;
    }
    return switch (combiner) {
      case EARLIEST -> held.stream().min(Long::compare).get();
      case LATEST -> held.stream().max(Long::compare).get();
      case END_OF_WINDOW -> window.last();
    };
  }

  /** Rules H5, P4: whether a pane is still to come that must not be dropped downstream. */
  boolean holdsUntilExpiry() {
    return (awaitsClosing || news().stream().anyMatch(arrival -> !arrival.holds()));
  }

  /** Rule P5. */
  PaneInfo nextPane(Timing timing, boolean last) {
    long speculative = panes.stream().filter(p -> p.getTiming() == Timing.EARLY).count();
    PaneInfo pane =
        PaneInfo.createPane(
            panes.isEmpty(),
            last,
            timing,
            panes.size(),
            timing == Timing.EARLY ? -1 : panes.size() - speculative);
    panes.add(pane);
    return pane;
  }

  @Override
  public String toString() {
    return key + " " + window + " " + arrivals + " " + panes + " " + watcher;
  }
}
