/**
 * Why windows have fired or not, as plain data: what a grouping has seen, what it keeps, what its
 * triggers wait for, and who holds its watermark back.
 *
 * <p>A run that can tell implements {@link io.millrace.sdk.trace.TracedRun}. Nothing here is text
 * for people but the descriptions of triggers; times are milliseconds after the epoch.
 */
@NullMarked
package io.millrace.sdk.trace;

import org.jspecify.annotations.NullMarked;
