package io.millrace.runners.core.panes;

import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.PaneInfo.Timing;
import io.millrace.sdk.transforms.windowing.Window.ClosingBehavior;
import io.millrace.sdk.transforms.windowing.Window.OnTimeBehavior;
import io.millrace.sdk.values.WindowingStrategy;

/** Which pane comes next, and whether it is emitted (rules P1 to P5). */
final class PaneRules {

  private final boolean alwaysOnTime;
  private final boolean alwaysClosing;

  PaneRules(WindowingStrategy<?, ?> strategy) {
    this.alwaysOnTime = strategy.getOnTimeBehavior() == OnTimeBehavior.FIRE_ALWAYS;
    this.alwaysClosing = strategy.getClosingBehavior() == ClosingBehavior.FIRE_ALWAYS;
  }

  boolean alwaysClosing() {
    return alwaysClosing;
  }

  /** Rule P1: EARLY any number of times, then ON_TIME at most once, then LATE. */
  static Timing timing(WindowRecord<?, ?> record, long inputWatermark, long outputWatermark) {
    long windowMax = record.window.maxTimestampMillis();
    boolean onlyEarlySoFar = record.timing == Timing.UNKNOWN || record.timing == Timing.EARLY;
    if (outputWatermark > windowMax || !onlyEarlySoFar) {
      return Timing.LATE;
    }
    return inputWatermark > windowMax ? Timing.ON_TIME : Timing.EARLY;
  }

  /** Rules P3 and P4: empty panes are emitted at the end of the window and at its closing only. */
  boolean isEmitted(WindowRecord<?, ?> record, Timing timing, boolean last) {
    return record.hasNews || (timing == Timing.ON_TIME && alwaysOnTime) || (last && alwaysClosing);
  }

  /** Rule P5: numbers the pane, and notes that it was emitted. */
  static PaneInfo next(WindowRecord<?, ?> record, Timing timing, boolean last) {
    long index = record.nextIndex++;
    if (timing != Timing.EARLY) {
      record.nonSpeculativeIndex++;
    }
    record.timing = timing;
    return PaneInfo.createPane(
        index == 0, last, timing, index, timing == Timing.EARLY ? -1 : record.nonSpeculativeIndex);
  }
}
