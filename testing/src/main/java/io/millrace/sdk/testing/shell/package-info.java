/**
 * Where tests meet threads and time: {@link io.millrace.sdk.testing.shell.Race} lets several race
 * for the same thing, {@link io.millrace.sdk.testing.shell.Patience} ends, and {@link
 * io.millrace.sdk.testing.shell.KilledProcess} ends too, and begins anew.
 */
@NullMarked
package io.millrace.sdk.testing.shell;

import org.jspecify.annotations.NullMarked;
