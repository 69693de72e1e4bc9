package io.millrace.sdk.transforms.windowing;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** A window function that puts every timestamp into exactly one window. */
public abstract class PartitioningWindowFn<T, W extends BoundedWindow>
    extends NonMergingWindowFn<T, W> {

  private static final long serialVersionUID = 1;

  /** The window of the timestamp. */
  public abstract W assignWindow(Instant timestamp);

  @Override
  public final Collection<W> assignWindows(AssignContext c) {
    return List.of(assignWindow(c.timestamp()));
  }

  /** To the window that holds the last instant of the main input's window. */
  @Override
  public WindowMappingFn<W> getDefaultWindowMappingFn() {
    return new LastInstantMapping<>(this);
  }

  @Override
  public final boolean assignsToOneWindow() {
    return true;
  }

  private static final class LastInstantMapping<W extends BoundedWindow>
      extends WindowMappingFn<W> {

    private static final long serialVersionUID = 1;

    private final PartitioningWindowFn<?, W> windowFn;

    LastInstantMapping(PartitioningWindowFn<?, W> windowFn) {
      this.windowFn = windowFn;
    }

    @Override
    public W getSideInputWindow(BoundedWindow mainWindow) {
      return windowFn.assignWindow(notGlobal(mainWindow, windowFn).maxTimestamp());
    }
  }
}
