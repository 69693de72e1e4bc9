/**
 * Where this module meets the machine: random numbers for {@link
 * io.millrace.sdk.io.hdfs.shell.UniqueNames}.
 */
@NullMarked
package io.millrace.sdk.io.hdfs.shell;

import org.jspecify.annotations.NullMarked;
