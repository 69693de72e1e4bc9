/**
 * Files of text and of any other format: {@link io.millrace.sdk.io.TextIO} and {@link
 * io.millrace.sdk.io.FileIO}. The rest of the package, file systems above all, is part of the core.
 */
@NullMarked
package io.millrace.sdk.io;

import org.jspecify.annotations.NullMarked;
