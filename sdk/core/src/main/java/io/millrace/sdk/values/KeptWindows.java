package io.millrace.sdk.values;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.WindowMappingFn;
import java.time.Duration;

/** Maps as another function does, to windows that are never too old to be looked at. */
final class KeptWindows<W extends BoundedWindow> extends WindowMappingFn<W> {

  private static final long serialVersionUID = 1;

  private final WindowMappingFn<W> mapping;

  KeptWindows(WindowMappingFn<W> mapping) {
    super(Duration.ofMillis(Long.MAX_VALUE));
    this.mapping = mapping;
  }

  @Override
  public W getSideInputWindow(BoundedWindow mainWindow) {
    return mapping.getSideInputWindow(mainWindow);
  }
}
