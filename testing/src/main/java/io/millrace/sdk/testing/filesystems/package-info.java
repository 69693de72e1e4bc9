/**
 * What every file system must do, as tests: whoever brings a {@link io.millrace.sdk.io.FileSystem}
 * extends {@link io.millrace.sdk.testing.filesystems.FileSystemContract} in a test of its module.
 */
@NullMarked
package io.millrace.sdk.testing.filesystems;

import org.jspecify.annotations.NullMarked;
