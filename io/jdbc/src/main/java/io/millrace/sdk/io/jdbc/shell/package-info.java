/**
 * The part that meets the machine: pools of connections ({@link
 * io.millrace.sdk.io.jdbc.shell.ConnectionPools}), threads that read ({@link
 * io.millrace.sdk.io.jdbc.shell.FeedThread}), pauses and random names. It decides nothing but when
 * to wait and what to close.
 */
@NullMarked
package io.millrace.sdk.io.jdbc.shell;

import org.jspecify.annotations.NullMarked;
