/**
 * State and timers of a {@link io.millrace.sdk.transforms.DoFn}, kept for each key and window.
 *
 * <p>A function declares cells as final fields, {@link io.millrace.sdk.state.StateSpec} and {@link
 * io.millrace.sdk.state.TimerSpec}, and takes them as parameters. What it writes becomes durable
 * together with what it outputs, or not at all.
 */
@NullMarked
package io.millrace.sdk.state;

import org.jspecify.annotations.NullMarked;
