package io.millrace.sdk.testing.reference;

import io.millrace.sdk.transforms.windowing.AfterAll;
import io.millrace.sdk.transforms.windowing.AfterEach;
import io.millrace.sdk.transforms.windowing.AfterFirst;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterSynchronizedProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.Never;
import io.millrace.sdk.transforms.windowing.OrFinallyTrigger;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Trigger;
import java.util.List;

/**
 * A trigger at work in one window, as a value: nothing changes, each event gives the watcher that
 * follows (rules R1 to R8, M4).
 */
interface Watcher {

  /** After an element of the window. */
  Watcher element(Moment at);

  /** Whether the window is to fire. */
  boolean isReady(Moment at);

  /** After the window has fired because {@link #isReady} said so. */
  Watcher fired(Moment at);

  /**
   * In the window that others were merged into.
   *
   * @param parts the watchers of these, of the same trigger as this one
   */
  Watcher merged(List<Watcher> parts, Moment at);

  /** Whether it never fires again. */
  boolean isFinished();

  /** The same without what it has counted; what has finished stays finished. */
  Watcher forgetful();

  /** As at the beginning. */
  Watcher anew();

  /** The processing times that it waits for; it is to be asked when time is past one of them. */
  List<Long> delays();

  /**
   * A trigger at the beginning.
   *
   * @param merging whether windows may merge
   */
  static Watcher of(Trigger trigger, boolean merging) {
    if (trigger instanceof DefaultTrigger) {
      return new Watchers.Default();
    } else if (trigger instanceof Never.NeverTrigger) {
      return new Watchers.Never();
    } else if (trigger instanceof AfterWatermark.FromEndOfWindow) {
      return new Watchers.EndOfWindow(false);
    } else if (trigger instanceof AfterPane pane) {
      return new Watchers.Count(pane.getElementCount(), 0, false);
    } else if (trigger instanceof AfterProcessingTime delay) {
      return new Watchers.Delay(delay.getTimestampTransforms(), null, false);
    } else if (trigger instanceof AfterSynchronizedProcessingTime) {
      return new Watchers.Delay(List.of(), null, false);
    } else if (trigger instanceof AfterWatermark.AfterWatermarkEarlyAndLate both) {
      return new CompositeWatchers.EarlyAndLate(
          of(both.getEarlyTrigger(), merging),
          both.getLateTrigger() == null ? null : of(both.getLateTrigger(), merging),
          false,
          false,
          merging);
    } else if (trigger instanceof Repeatedly repeatedly) {
      return new CompositeWatchers.Repeated(of(repeatedly.getRepeatedTrigger(), merging));
    } else if (trigger instanceof OrFinallyTrigger either) {
      return new CompositeWatchers.OrFinally(
          of(either.getMainTrigger(), merging), of(either.getUntilTrigger(), merging));
    }
    List<Watcher> subs = trigger.subTriggers().stream().map(sub -> of(sub, merging)).toList();
    if (trigger instanceof AfterFirst) {
      return new CompositeWatchers.First(subs, false);
    } else if (trigger instanceof AfterAll) {
      return new CompositeWatchers.All(subs, false);
    } else if (trigger instanceof AfterEach) {
      return new CompositeWatchers.Each(subs, merging);
    }
    throw new IllegalArgumentException("The interpreter does not know " + trigger);
  }
}
