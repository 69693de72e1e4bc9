/**
 * Where tests meet threads: {@link io.millrace.sdk.testing.shell.Race} lets several race for the
 * same thing.
 */
@NullMarked
package io.millrace.sdk.testing.shell;

import org.jspecify.annotations.NullMarked;
