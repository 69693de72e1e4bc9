/**
 * Apache Parquet: {@link io.millrace.sdk.io.parquet.ParquetIO} reads and writes its files, on any
 * file system. Elements are turned into Parquet by way of Avro, see {@link
 * io.millrace.sdk.io.avro.AvroType}. Of Hadoop only classes are needed that Parquet's own refer to;
 * nothing of it runs.
 */
@NullMarked
package io.millrace.sdk.io.parquet;

import org.jspecify.annotations.NullMarked;
