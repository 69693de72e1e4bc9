/**
 * Writing files so that each appears whole and under its own name only when all of them are
 * written: temporary files, their names and the names they get. What users see of it are {@link
 * io.millrace.sdk.io.TextIO} and {@link io.millrace.sdk.io.FileIO}.
 */
@NullMarked
package io.millrace.sdk.io.write;

import org.jspecify.annotations.NullMarked;
