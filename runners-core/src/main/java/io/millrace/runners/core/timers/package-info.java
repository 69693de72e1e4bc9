/**
 * Timers of keys: set, replaced, cleared, and given out in the order in which they are due.
 *
 * <p>A {@link io.millrace.runners.core.timers.TimerQueue} knows neither clock nor time domain: its
 * owner has one for each domain and says up to when timers are due.
 */
@NullMarked
package io.millrace.runners.core.timers;

import org.jspecify.annotations.NullMarked;
