/**
 * The search for the files that a pattern stands for, the same on every file system: {@link
 * io.millrace.sdk.io.fs.glob.GlobSearch} follows the pattern, and a file system says through {@link
 * io.millrace.sdk.io.fs.glob.FileTree} what is in a directory. Only directories that can hold a
 * match are listed.
 */
@NullMarked
package io.millrace.sdk.io.fs.glob;

import org.jspecify.annotations.NullMarked;
