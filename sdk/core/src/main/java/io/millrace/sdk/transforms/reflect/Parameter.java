package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.TypeDescriptor;

/**
 * What one parameter of a DoFn's method takes. Types are resolved as far as the function's class
 * tells; primitive ones stay primitive.
 */
public sealed interface Parameter {

  /** The element at hand. */
  record Element(TypeDescriptor<?> type) implements Parameter {}

  /** The key of the element at hand, which is a {@code KV}, or that of the timer or window. */
  record Key(TypeDescriptor<?> type) implements Parameter {}

  /**
   * The timestamp that outputs have unless they say another: that of the element at hand, the
   * output timestamp of the timer, or the last instant of the window that expires.
   */
  record Timestamp() implements Parameter {}

  /** The value of the side input with this tag in the window of the element at hand. */
  record SideInput(String tag, TypeDescriptor<?> type) implements Parameter {}

  /** The pane of the element at hand. */
  record Pane() implements Parameter {}

  /** The window of the element at hand, a {@code BoundedWindow} or the subclass written. */
  record Window(Class<? extends BoundedWindow> type) implements Parameter {}

  /** The receiver of the main output. */
  record OutputReceiver() implements Parameter {}

  /** The receivers of all outputs. */
  record MultiOutputReceiver() implements Parameter {}

  /** A {@code DoFn.ProcessContext}. */
  record ProcessContext() implements Parameter {}

  /** A {@code DoFn.StartBundleContext}. */
  record StartBundleContext() implements Parameter {}

  /** A {@code DoFn.FinishBundleContext}. */
  record FinishBundleContext() implements Parameter {}

  /** A {@code DoFn.OnTimerContext}. */
  record OnTimerContext() implements Parameter {}

  /** A {@code DoFn.OnWindowExpirationContext}. */
  record OnWindowExpirationContext() implements Parameter {}

  /** The options that the pipeline runs with. */
  record Options() implements Parameter {}

  /** A {@code DoFn.BundleFinalizer}. */
  record Finalizer() implements Parameter {}

  /**
   * The state cell with this id.
   *
   * @param type the interface that is taken, that of the state or one that it extends
   * @param alwaysFetched whether it is read in each call
   */
  record State(String id, TypeDescriptor<?> type, boolean alwaysFetched) implements Parameter {}

  /** The timer with this id. */
  record Timer(String id) implements Parameter {}

  /** The timer family with this id. */
  record TimerFamily(String id) implements Parameter {}

  /** The id, a {@code String}, of the timer that fired: within its family if it has one. */
  record FiredTimerId() implements Parameter {}

  /** The clock of the timer that fired. */
  record TimeDomain() implements Parameter {}

  /** The restriction. */
  record Restriction(TypeDescriptor<?> type) implements Parameter {}

  /** A {@code RestrictionTracker} of the restriction. */
  record Tracker() implements Parameter {}

  /** The receiver of the parts of a restriction. */
  record RestrictionReceiver(TypeDescriptor<?> type) implements Parameter {}

  /** The watermark estimator of the restriction. */
  record Estimator() implements Parameter {}

  /** The state that an estimator begins with. */
  record EstimatorState(TypeDescriptor<?> type) implements Parameter {}

  /** A {@code Clock} of the processing time that the runner follows. */
  record ProcessingTime() implements Parameter {}
}
