/**
 * What file systems have in common: {@link io.millrace.sdk.io.fs.ResourceId} names a file or a
 * directory, {@link io.millrace.sdk.io.fs.MatchResult} says which files a pattern stands for, and a
 * few options say how files are created and moved. Used through {@link
 * io.millrace.sdk.io.FileSystems}.
 */
@NullMarked
package io.millrace.sdk.io.fs;

import org.jspecify.annotations.NullMarked;
