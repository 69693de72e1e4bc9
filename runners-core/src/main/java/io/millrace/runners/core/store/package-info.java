/**
 * Where the state of functions can be kept besides the heap: tables of bytes in the order of their
 * keys.
 *
 * <p>The engine knows what a key in a window is, what it keeps and when that is over; a {@link
 * io.millrace.runners.core.store.StateStore store} knows bytes only. So a store is a few calls on
 * some library, and what is decided can be tested with a store in memory. A store is no copy for
 * bad times: what must survive is saved as {@link io.millrace.runners.core.snapshot entries}.
 */
@NullMarked
package io.millrace.runners.core.store;

import org.jspecify.annotations.NullMarked;
