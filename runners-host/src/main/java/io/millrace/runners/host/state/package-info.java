/**
 * Which backend keeps the state of functions, and where.
 *
 * <p>The options name a {@link io.millrace.runners.host.state.StateBackend backend}, which is found
 * on the class path; the heap is none. A thread or a slot has one store of the backend, with a
 * directory of its own, in which each function that keeps state has tables of its own. All of it is
 * gone at the end.
 */
@NullMarked
package io.millrace.runners.host.state;

import org.jspecify.annotations.NullMarked;
