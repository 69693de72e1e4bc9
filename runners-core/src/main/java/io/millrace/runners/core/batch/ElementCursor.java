package io.millrace.runners.core.batch;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * What belongs to the element at hand besides its value. One for each task; single-threaded.
 *
 * <p>Whoever changes something for what it passes on puts back afterwards what was there: the
 * cursor always describes the element of the innermost call.
 *
 * <p>A cursor lives as long as its task and is written for each element. Collectors take note of
 * each reference that is written into such an object, which costs more than many a user's function;
 * so references are written only if they are others than before. What changes windows for each
 * element has a level of its own: there its windows mostly are already, and to change levels is to
 * write a number.
 */
public final class ElementCursor {

  /** The windows of an element that was never put into others. */
  public static final List<GlobalWindow> GLOBAL = List.of(GlobalWindow.INSTANCE);

  /** The beginning of time, in milliseconds. */
  public static final long MIN_TIMESTAMP = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();

  /** The event time, in milliseconds after the epoch. */
  public long timestamp = MIN_TIMESTAMP;

  private PaneInfo pane = PaneInfo.NO_FIRING;

  /** The windows by level. */
  @SuppressWarnings("unchecked") // arrays of generic types cannot be made
  private Collection<? extends BoundedWindow>[] windows =
      (Collection<? extends BoundedWindow>[]) new Collection<?>[] {GLOBAL};

  private int level;

  /** The windows; never empty. Shared and not to be changed. */
  public Collection<? extends BoundedWindow> windows() {
    return windows[level];
  }

  /** Changes the windows, on the level at hand. */
  public void windows(Collection<? extends BoundedWindow> changed) {
    if (windows[level] != changed) {
      windows[level] = changed;
    }
  }

  /** The pane with which the element came. */
  public PaneInfo pane() {
    return pane;
  }

  /** Changes the pane. */
  @SuppressWarnings("ReferenceEquality") // whether there is anything to write
  public void pane(PaneInfo changed) {
    if (pane != changed) {
      pane = changed;
    }
  }

  /** A new level, for one who often changes windows and always puts them back. */
  public int newLevel() {
    int added = windows.length;
    windows = Arrays.copyOf(windows, added + 1);
    windows[added] = GLOBAL;
    return added;
  }

  /** The level at hand, to be put back with {@link #leave}. */
  public int level() {
    return level;
  }

  /** Changes to a level with these windows. */
  public void enter(int entered, Collection<? extends BoundedWindow> itsWindows) {
    level = entered;
    windows(itsWindows);
  }

  /** Changes back to the level that was there before, with the windows that it had. */
  public void leave(int before) {
    level = before;
  }

  /** Describes an element that has neither time nor window of its own. */
  public void reset() {
    timestamp = MIN_TIMESTAMP;
    level = 0;
    windows(GLOBAL);
    pane(PaneInfo.NO_FIRING);
  }
}
