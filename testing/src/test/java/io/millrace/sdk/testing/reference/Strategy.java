package io.millrace.sdk.testing.reference;

import io.millrace.sdk.transforms.windowing.AfterAll;
import io.millrace.sdk.transforms.windowing.AfterEach;
import io.millrace.sdk.transforms.windowing.AfterFirst;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterSynchronizedProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.AfterWatermark.AfterWatermarkEarlyAndLate;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.OrFinallyTrigger;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import io.millrace.sdk.transforms.windowing.Trigger;
import io.millrace.sdk.transforms.windowing.Trigger.OnceTrigger;
import java.util.ArrayList;
import java.util.List;

/**
 * How a collection is windowed at some place of a pipeline.
 *
 * @param windowing what counts there
 * @param merges whether the next grouping merges windows
 */
public record Strategy(Windowing windowing, boolean merges) {

  /** How collections begin. */
  public static final Strategy INITIAL =
      new Strategy(
          new Windowing(
              new GlobalWindows(),
              DefaultTrigger.of(),
              0,
              false,
              false,
              true,
              TimestampCombiner.END_OF_WINDOW),
          false);

  /** Rule L5: allowed lateness may only grow. */
  public Strategy into(Windowing next) {
    return new Strategy(
        new Windowing(
            next.windowFn(),
            next.trigger(),
            Math.max(windowing.lateness(), next.lateness()),
            next.accumulating(),
            next.closesAlways(),
            next.onTimeAlways(),
            next.combiner()),
        next.windowFn() instanceof Sessions);
  }

  /** Rule R9: the trigger continues, windows have merged. */
  public Strategy afterGrouping() {
    return new Strategy(
        new Windowing(
            windowing.windowFn(),
            continuation(windowing.trigger()),
            windowing.lateness(),
            windowing.accumulating(),
            windowing.closesAlways(),
            windowing.onTimeAlways(),
            windowing.combiner()),
        false);
  }

  /** Rule R9. */
  static Trigger continuation(Trigger trigger) {
    if (trigger instanceof AfterPane) {
      return AfterPane.elementCountAtLeast(1);
    } else if (trigger instanceof AfterProcessingTime) {
      return AfterSynchronizedProcessingTime.ofFirstElement();
    } else if (trigger instanceof AfterEach) {
      List<Trigger> subs = continuations(trigger);
      return Repeatedly.forever(subs.size() == 1 ? subs.get(0) : AfterFirst.of(subs));
    } else if (trigger instanceof OrFinallyTrigger either) {
      return Repeatedly.forever(
          continuation(either.getMainTrigger())
              .orFinally((OnceTrigger) continuation(either.getUntilTrigger())));
    } else if (trigger instanceof AfterWatermarkEarlyAndLate both) {
      AfterWatermarkEarlyAndLate early =
          AfterWatermark.pastEndOfWindow()
              .withEarlyFirings((OnceTrigger) continuation(both.getEarlyTrigger()));
      OnceTrigger late = both.getLateTrigger();
      return late == null ? early : early.withLateFirings((OnceTrigger) continuation(late));
    } else if (trigger instanceof Repeatedly repeatedly) {
      return Repeatedly.forever(continuation(repeatedly.getRepeatedTrigger()));
    } else if (trigger instanceof AfterFirst) {
      return AfterFirst.of(continuations(trigger));
    } else if (trigger instanceof AfterAll) {
      return AfterAll.of(continuations(trigger));
    }
    return trigger;
  }

  private static List<Trigger> continuations(Trigger trigger) {
    List<Trigger> subs = new ArrayList<>();
    trigger.subTriggers().forEach(sub -> subs.add(continuation(sub)));
    return subs;
  }
}
