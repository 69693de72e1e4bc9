/**
 * Windows, triggers and panes: where in event time results are computed and when they are emitted.
 *
 * <p>Everything here is description. A {@link io.millrace.sdk.transforms.windowing.WindowFn} says
 * into which windows an element falls, a {@link io.millrace.sdk.transforms.windowing.Trigger} says
 * when a window's content is emitted; the machines that carry them out belong to the engine.
 */
@NullMarked
package io.millrace.sdk.transforms.windowing;

import org.jspecify.annotations.NullMarked;
