package io.millrace.runners.core.invoke;

import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimator;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of the element that a function is called with, apart from its value. */
public interface ElementView {

  Instant timestamp();

  PaneInfo pane();

  /** The window of the element. A function that takes windows sees each element in one window. */
  BoundedWindow window();

  /** The value of a side input in the window of the element. */
  @Nullable Object sideInput(String tag);

  /** The key that a timer or a window that expires belongs to. */
  @Nullable Object key();

  /** The name of the timer that has fired. */
  String firedTimerId();

  /** The clock of the timer that has fired. */
  TimeDomain timeDomain();

  /** What stands between a splittable function and the runner. */
  RestrictionTracker<?, ?> restrictionTracker();

  /** What says how far event time has come in the work of a splittable function. */
  WatermarkEstimator<?> watermarkEstimator();

  /** Takes what a splittable function returned. */
  void continuation(DoFn.ProcessContinuation continuation);

  /**
   * Hands over the value, so that {@code ProcessContext.element()} knows it. Called before each
   * call of a function that takes a {@code ProcessContext}, and of no other.
   */
  void element(@Nullable Object value);
}
