/**
 * State and timers of functions: what is kept for each key in each window, on the heap or in a
 * store.
 *
 * <p>A {@link io.millrace.runners.core.state.Scope} is what belongs to one key in one window:
 * cells, timers, and elements that wait for their turn. The objects that a user's method is handed
 * (cells, timers) are made once for a function and look at the scope of the {@link
 * io.millrace.runners.core.state.CurrentCall}, so that a call costs no allocation. {@link
 * io.millrace.runners.core.state.KeyedScopes} decides what is called, and when: elements, timers as
 * event time and processing time pass, and the end of windows. It knows no clock and calls user
 * code through {@link io.millrace.runners.core.state.ScopeCalls} only. Where scopes are kept is up
 * to {@link io.millrace.runners.core.state.HeapScopes} and {@link
 * io.millrace.runners.core.state.StoredScopes}, which save the same entries.
 */
@NullMarked
package io.millrace.runners.core.state;

import org.jspecify.annotations.NullMarked;
