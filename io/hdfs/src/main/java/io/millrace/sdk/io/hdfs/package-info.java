/**
 * HDFS as a file system, {@code hdfs://host:port/path}, and whatever else Hadoop has a client for.
 *
 * <p>{@link io.millrace.sdk.io.hdfs.HadoopFileSystem} works with Hadoop's {@link
 * org.apache.hadoop.fs.FileContext}: its rename says why it failed, replaces in one step when asked
 * to, and else never does. What must appear whole and only once is written under a name of its own
 * and then renamed. Files are on the disks of their datanodes when they are closed.
 *
 * <p>Settings are {@link io.millrace.sdk.io.hdfs.HadoopFileSystemOptions}, and Hadoop's own files.
 */
@NullMarked
package io.millrace.sdk.io.hdfs;

import org.jspecify.annotations.NullMarked;
