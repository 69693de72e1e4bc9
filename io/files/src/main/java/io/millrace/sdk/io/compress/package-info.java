/**
 * The bytes inside compressed files: {@link io.millrace.sdk.io.compress.FileContent} reads any
 * file's content with errors that name the file, the rest adapts the libraries.
 */
@NullMarked
package io.millrace.sdk.io.compress;

import org.jspecify.annotations.NullMarked;
