/**
 * Grouping in windows that fire as triggers say: what GroupByKey and Combine do when input has no
 * end, or triggers of its own.
 *
 * <p>{@link io.millrace.runners.core.panes.Groups} are told of elements and of time, and give out
 * {@link io.millrace.runners.core.panes.Pane}s. Late data is dropped and counted, and everything
 * about a window goes when the watermark has passed its end by more than the allowed lateness.
 *
 * <p>{@link io.millrace.runners.core.panes.WindowedGroups} take any windows and triggers. For each
 * key and window they keep a {@link io.millrace.runners.core.panes.WindowRecord}: the content, the
 * state of the trigger, what panes there were, and what holds the output watermark. Windows that
 * merge, such as sessions, are merged before anything else happens; their records then become one.
 *
 * <p>{@link io.millrace.runners.core.panes.SlicedGroups} take fixed and sliding windows with the
 * default trigger, and keep contents by key and slice.
 */
@NullMarked
package io.millrace.runners.core.panes;

import org.jspecify.annotations.NullMarked;
