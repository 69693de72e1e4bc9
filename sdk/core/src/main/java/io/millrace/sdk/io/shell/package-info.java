/** Where connectors draw random numbers: {@link io.millrace.sdk.io.shell.UniqueMarks}. */
@NullMarked
package io.millrace.sdk.io.shell;

import org.jspecify.annotations.NullMarked;
