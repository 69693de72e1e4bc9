/** Where this module draws random numbers: {@link io.millrace.sdk.io.s3.shell.UniqueMarks}. */
@NullMarked
package io.millrace.sdk.io.s3.shell;

import org.jspecify.annotations.NullMarked;
