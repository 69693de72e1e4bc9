/**
 * Triggers at work: state machines that say when a window's content is emitted.
 *
 * <p>A {@link io.millrace.runners.core.trigger.TriggerMachine} is compiled from the description
 * that users write ({@link io.millrace.sdk.transforms.windowing.Trigger}). It has no state of its
 * own: what it knows of one window is a {@link io.millrace.runners.core.trigger.TriggerState}, a
 * few numbers that the window's owner keeps with the window. It decides from that state and the
 * clocks alone, never from which timer woke it, so that stale, doubled and combined timers do no
 * harm (rule R8).
 */
@NullMarked
package io.millrace.runners.core.trigger;

import org.jspecify.annotations.NullMarked;
