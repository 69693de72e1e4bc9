/**
 * Event time cut into slices, of which windows of one size are made.
 *
 * <p>An element is in one slice, however many windows overlap there. {@link
 * io.millrace.runners.core.slices.Slicing} knows which slices make which windows; a {@link
 * io.millrace.runners.core.slices.Slice} is what an element carries instead of all its windows, and
 * looks like them.
 */
@NullMarked
package io.millrace.runners.core.slices;

import org.jspecify.annotations.NullMarked;
