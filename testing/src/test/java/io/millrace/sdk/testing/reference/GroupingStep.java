package io.millrace.sdk.testing.reference;

import io.millrace.sdk.testing.reference.WindowHistory.Arrival;
import io.millrace.sdk.transforms.windowing.PaneInfo.Timing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * GroupByKey and Combine. Whatever it has to know it finds out by going through all windows of all
 * keys.
 */
final class GroupingStep implements KeyedStep {

  private final Windowing windowing;
  private final boolean merges;
  private final Function<List<Object>, Object> result;
  private final Ties ties;
  private final List<WindowHistory> windows = new ArrayList<>();
  private List<Datum> out = new ArrayList<>();
  private long inputWatermark = Times.START;
  private long outputWatermark = Times.START;
  private long now;
  private int droppedAsLate;
  private int droppedAsClosed;

  /**
   * A grouping.
   *
   * @param result what a pane holds, given the values in it
   */
  GroupingStep(Strategy strategy, Function<List<Object>, Object> result, Ties ties) {
    this.windowing = strategy.windowing();
    this.merges = strategy.merges();
    this.result = result;
    this.ties = ties;
  }

  private long expiry(Span window) {
    return window.expiry(windowing.lateness());
  }

  private Moment moment(WindowHistory window) {
    return new Moment(inputWatermark, now, window.window.last());
  }

  /** Rule R4: triggers are asked after the bundle. */
  @Override
  public List<Datum> elements(List<Datum> bundle) {
    Set<WindowHistory> touched = new LinkedHashSet<>();
    bundle.forEach(element -> add(element, touched));
    touched.retainAll(windows); // without those that have been merged since
    ties.order(List.copyOf(touched)).forEach(this::fireIfReady);
    return done();
  }

  private void add(Datum element, Set<WindowHistory> touched) {
    Span own = element.windows().get(0);
    // Rules L1, L3.
    if (expiry(own) < inputWatermark) {
      droppedAsLate++;
      return;
    }
    WindowHistory window = merges ? merged(element.key(), own) : found(element.key(), own);
    if (window.closed) {
      droppedAsClosed++;
      return;
    }
    long at =
        windowing.combiner().dependsOnlyOnWindow() ? window.window.last() : element.timestamp();
    // Rule H5.
    boolean holds = at >= outputWatermark && window.window.last() >= inputWatermark;
    window.arrivals.add(new Arrival(element.value(), element.timestamp(), holds));
    window.watcher = window.watcher.element(moment(window));
    touched.add(window);
  }

  private WindowHistory found(String key, Span window) {
    for (WindowHistory each : windows) {
      if (each.key.equals(key) && each.window.equals(window)) {
        return each;
      }
    }
    return begin(key, window);
  }

  private WindowHistory begin(String key, Span window) {
    WindowHistory begun = new WindowHistory(key, window, Watcher.of(windowing.trigger(), merges));
    windows.add(begun);
    return begun;
  }

  /** Rules M1 to M5: merge first, then process. */
  private WindowHistory merged(String key, Span own) {
    List<WindowHistory> parts =
        windows.stream().filter(w -> w.key.equals(key) && w.window.overlaps(own)).toList();
    Span union = own;
    for (WindowHistory part : parts) {
      union = union.with(part.window);
    }
    if (parts.size() == 1 && parts.get(0).window.equals(union)) {
      return parts.get(0);
    }
    windows.removeAll(parts);
    WindowHistory merged = begin(key, union);
    if (parts.isEmpty()) {
      return merged;
    }
    List<Watcher> watchers = new ArrayList<>();
    parts.forEach(part -> watchers.add(part.watcher));
    if (parts.stream().noneMatch(part -> part.window.equals(own))) {
      watchers.add(merged.watcher); // the element's own window: nothing has happened there
    }
    merged.watcher = merged.watcher.merged(watchers, moment(merged));
    merged.closed = merged.watcher.isFinished();
    for (WindowHistory part : parts) {
      merged.arrivals.addAll(0, part.arrivals.subList(0, part.fired));
      merged.fired += part.fired;
      merged.arrivals.addAll(part.news());
      merged.awaitsClosing |= part.awaitsClosing;
      if (part.window.equals(union)) {
        merged.panes.addAll(part.panes);
      }
    }
    if (merged.closed && !merged.news().isEmpty()) {
      fire(merged, true); // rule L4: what an open part still had would be in no pane
    }
    return merged;
  }

  @Override
  public List<Datum> watermark(long newWatermark) {
    long before = inputWatermark;
    inputWatermark = newWatermark;
    // What is due next of a window: its end, and once that is past, its expiry.
    Function<WindowHistory, Long> due =
        w -> w.window.last() >= before ? (Long) w.window.last() : (Long) expiry(w.window);
    List<WindowHistory> open = new ArrayList<>(ties.order(List.copyOf(windows)));
    open.sort(Comparator.comparing(due));
    for (WindowHistory window : open) {
      if (expiry(window.window) < newWatermark) {
        // Rules R8, R10, G2: whatever the trigger says, and once.
        if (!window.closed) {
          fire(window, true);
        }
        windows.remove(window);
      } else if (due.apply(window) < newWatermark) {
        fireIfReady(window);
      }
    }
    return done();
  }

  @Override
  public List<Datum> processingTime(long newTime) {
    long before = now;
    now = newTime;
    for (WindowHistory window : ties.order(List.copyOf(windows))) {
      // Rule R6: what is due at a time happens when the clock is past it.
      if (window.watcher.delays().stream().anyMatch(at -> at >= before && at < newTime)) {
        fireIfReady(window);
      }
    }
    return done();
  }

  private void fireIfReady(WindowHistory window) {
    if (!window.closed && window.watcher.isReady(moment(window))) {
      window.watcher = window.watcher.fired(moment(window));
      fire(window, window.watcher.isFinished());
      window.closed = window.watcher.isFinished();
    }
  }

  private void fire(WindowHistory window, boolean last) {
    Timing timing = timing(window);
    boolean emitted =
        !window.news().isEmpty()
            || (timing == Timing.ON_TIME && windowing.onTimeAlways()) // rule P3
            || (last && windowing.closesAlways()); // rule P4
    if (emitted) {
      Long hold = window.dataHold(windowing.combiner());
      // Rule H6.
      long timestamp = hold == null ? window.window.last() : Math.min(hold, window.window.last());
      out.add(
          new Datum(
              window.key,
              result.apply(window.content(windowing.accumulating())),
              timestamp,
              List.of(window.window),
              window.nextPane(timing, last)));
    }
    if (last) {
      window.arrivals.clear(); // rule A1: also where panes accumulate
    }
    window.fired = window.arrivals.size();
    window.awaitsClosing = windowing.closesAlways() && !last;
  }

  /** Rule P1. */
  private Timing timing(WindowHistory window) {
    boolean early = window.lastTiming() == Timing.UNKNOWN || window.lastTiming() == Timing.EARLY;
    if (outputWatermark > window.window.last() || !early) {
      return Timing.LATE;
    }
    return inputWatermark <= window.window.last() ? Timing.EARLY : Timing.ON_TIME;
  }

  /** Rule W4: the output watermark follows when everything else is done. */
  private List<Datum> done() {
    long watermark = inputWatermark;
    for (WindowHistory window : windows) {
      Long hold = window.dataHold(windowing.combiner());
      if (hold != null) {
        watermark = Math.min(watermark, hold);
      }
      if (window.holdsUntilExpiry()) {
        watermark = Math.min(watermark, expiry(window.window));
      }
    }
    outputWatermark = Math.max(outputWatermark, watermark);
    List<Datum> bundle = out;
    out = new ArrayList<>();
    return bundle;
  }

  @Override
  public long outputWatermark() {
    return outputWatermark;
  }

  @Override
  public int droppedAsLate() {
    return droppedAsLate;
  }

  @Override
  public int droppedAsClosed() {
    return droppedAsClosed;
  }
}
