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

  /** The key of the element at hand, which is a {@code KV}. */
  record Key(TypeDescriptor<?> type) implements Parameter {}

  /** The timestamp of the element at hand. */
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

  /** The options that the pipeline runs with. */
  record Options() implements Parameter {}

  /** A {@code DoFn.BundleFinalizer}. */
  record Finalizer() implements Parameter {}

  /** The state cell with this id. */
  record State(String id) implements Parameter {}

  /** The timer with this id. */
  record Timer(String id) implements Parameter {}

  /** The timer family with this id. */
  record TimerFamily(String id) implements Parameter {}
}
