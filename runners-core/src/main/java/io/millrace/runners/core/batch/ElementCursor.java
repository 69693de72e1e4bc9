package io.millrace.runners.core.batch;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.util.Collection;
import java.util.List;

/**
 * What belongs to the element at hand besides its value. One for each task; single-threaded.
 *
 * <p>Whoever changes a field for what it passes on puts the old value back afterwards: the fields
 * always describe the element of the innermost call.
 */
public final class ElementCursor {

  /** The windows of an element that was never put into others. */
  public static final List<GlobalWindow> GLOBAL = List.of(GlobalWindow.INSTANCE);

  /** The beginning of time, in milliseconds. */
  public static final long MIN_TIMESTAMP = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();

  /** The event time, in milliseconds after the epoch. */
  public long timestamp = MIN_TIMESTAMP;

  /** The windows; never empty. Shared and not to be changed. */
  public Collection<? extends BoundedWindow> windows = GLOBAL;

  /** The pane with which the element came. */
  public PaneInfo pane = PaneInfo.NO_FIRING;

  /** Describes an element that has neither time nor window of its own. */
  public void reset() {
    timestamp = MIN_TIMESTAMP;
    windows = GLOBAL;
    pane = PaneInfo.NO_FIRING;
  }
}
