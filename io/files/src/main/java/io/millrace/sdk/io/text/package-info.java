/**
 * Lines of text in files: which parts of files are read ({@link
 * io.millrace.sdk.io.text.FileRange}), how lines end, reading them and writing them fast. What
 * users see of it is {@link io.millrace.sdk.io.TextIO}.
 */
@NullMarked
package io.millrace.sdk.io.text;

import org.jspecify.annotations.NullMarked;
