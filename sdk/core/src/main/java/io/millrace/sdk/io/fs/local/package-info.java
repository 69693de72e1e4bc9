/**
 * The files of this machine, or of whatever is mounted on it: paths and {@code file:} URIs. Always
 * there, without being registered.
 */
@NullMarked
package io.millrace.sdk.io.fs.local;

import org.jspecify.annotations.NullMarked;
