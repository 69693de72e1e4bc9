/** Where this module draws random numbers: {@link io.millrace.sdk.io.write.shell.WriterNames}. */
@NullMarked
package io.millrace.sdk.io.write.shell;

import org.jspecify.annotations.NullMarked;
