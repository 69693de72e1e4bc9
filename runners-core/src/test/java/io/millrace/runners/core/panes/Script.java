package io.millrace.runners.core.panes;

import io.millrace.runners.core.watermark.Holds;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.values.WindowingStrategy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Plays what happens to one key, written as a line, and tells what came out. Steps are separated by
 * {@code |}: {@code a@1 b@2} are elements of one bundle at 1 s and 2 s, {@code W=10} is a
 * watermark, {@code +5} lets so many seconds of processing time pass, {@code inf} is the end of
 * input.
 */
final class Script implements WindowedGroups.Dropped {

  private final WindowingStrategy<?, ?> strategy;
  private final Groups<String, String> groups;
  private final List<String> panes = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();
  private long processingTime = 1_000_000;

  Script(WindowingStrategy<?, ?> strategy) {
    this.strategy = strategy;
    this.groups =
        Groups.of(
            strategy,
            StringUtf8Coder.of(),
            new ListContents<>(StringUtf8Coder.of()),
            this::emitted,
            this);
    groups.advanceProcessingTime(processingTime, processingTime);
  }

  static Script of(WindowingStrategy<?, ?> strategy, String line) throws Exception {
    Script script = new Script(strategy);
    script.play(line);
    return script;
  }

  void play(String line) throws Exception {
    for (String step : line.split("\\|")) {
      play1(step.trim());
    }
  }

  private void play1(String step) throws Exception {
    if (step.equals("inf")) {
      groups.advanceWatermark(BoundedWindow.TIMESTAMP_MAX_VALUE.toEpochMilli());
    } else if (step.startsWith("W=")) {
      groups.advanceWatermark(millis(step.substring(2)));
    } else if (step.startsWith("+")) {
      processingTime += millis(step.substring(1));
      groups.advanceProcessingTime(processingTime, processingTime);
    } else {
      for (String element : step.split(" +")) {
        String[] parts = element.split("@");
        add(parts[0], millis(parts[1]));
      }
      groups.endBundle();
    }
  }

  private static long millis(String seconds) {
    return Math.round(Double.parseDouble(seconds) * 1000);
  }

  private void add(String value, long timestamp) throws Exception {
    int hash = StringUtf8Coder.of().stableHash("k");
    groups.add("k", hash, value, timestamp, assign(strategy.getWindowFn(), value, timestamp));
  }

  @SuppressWarnings("unchecked")
  static <W extends BoundedWindow> Collection<W> assign(
      WindowFn<?, W> windowFn, String value, long timestamp) throws Exception {
    WindowFn<Object, W> fn = (WindowFn<Object, W>) windowFn;
    return fn.assignWindows(
        fn.new AssignContext() {
          @Override
          public Object element() {
            return value;
          }

          @Override
          public Instant timestamp() {
            return Instant.ofEpochMilli(timestamp);
          }

          @Override
          public BoundedWindow window() {
            return GlobalWindow.INSTANCE;
          }
        });
  }

  private void emitted(Pane<String> pane) {
    PaneInfo info = pane.info();
    @SuppressWarnings("unchecked")
    List<String> values = (List<String>) pane.value();
    panes.add(
        String.format(
            Locale.ROOT,
            "%s %d/%d %s%s%s %s @%s",
            info.getTiming(),
            info.getIndex(),
            info.getNonSpeculativeIndex(),
            info.isFirst() ? "F" : "",
            info.isLast() ? "L" : "",
            values.stream().sorted().collect(Collectors.joining(",", "[", "]")),
            describe(pane.window()),
            seconds(pane.timestampMillis())));
  }

  static String describe(BoundedWindow window) {
    return window instanceof IntervalWindow interval
        ? "[" + seconds(interval.startMillis()) + "," + seconds(interval.endMillis()) + ")"
        : "global";
  }

  private static String seconds(long millis) {
    if (millis == GlobalWindow.INSTANCE.maxTimestampMillis()) {
      return "end";
    }
    return millis % 1000 == 0
        ? "" + millis / 1000
        : String.format(Locale.ROOT, "%.3f", millis / 1e3);
  }

  @Override
  public void late(BoundedWindow window) {
    dropped.add("late " + describe(window));
  }

  @Override
  public void closed(BoundedWindow window) {
    dropped.add("closed " + describe(window));
  }

  /** The panes, and forgets them. */
  List<String> panes() {
    List<String> result = List.copyOf(panes);
    panes.clear();
    return result;
  }

  List<String> dropped() {
    return dropped;
  }

  String outputWatermark() {
    return groups.outputWatermark() == Holds.NONE ? "none" : seconds(groups.outputWatermark());
  }

  boolean isEmpty() {
    return groups.isEmpty();
  }
}
