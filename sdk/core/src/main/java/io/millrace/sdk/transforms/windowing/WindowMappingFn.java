package io.millrace.sdk.transforms.windowing;

import java.io.Serializable;
import java.time.Duration;

/** Says which window of a side input an element of the main input sees. */
public abstract class WindowMappingFn<TargetWindowT extends BoundedWindow> implements Serializable {

  private static final long serialVersionUID = 1;

  private final Duration maximumLookback;

  /** Side input windows may go as soon as the main input has passed their end. */
  protected WindowMappingFn() {
    this(Duration.ZERO);
  }

  protected WindowMappingFn(Duration maximumLookback) {
    this.maximumLookback = maximumLookback;
  }

  /** The window of the side input for a window of the main input. */
  public abstract TargetWindowT getSideInputWindow(BoundedWindow mainWindow);

  /**
   * How far the end of a side input window can lie before the end of the main input window that it
   * is mapped from: so long it must be kept.
   */
  public final Duration maximumLookback() {
    return maximumLookback;
  }

  static BoundedWindow notGlobal(BoundedWindow mainWindow, WindowFn<?, ?> sideWindows) {
    if (mainWindow instanceof GlobalWindow) {
      throw new IllegalArgumentException(
          "An element in the global window cannot see a side input in the windows of "
              + sideWindows
              + ": there is no one window of it that belongs to all of event time. Put the side"
              + " input into GlobalWindows, or the main input into smaller windows");
    }
    return mainWindow;
  }
}
