/**
 * Reading files that consist of blocks, each of which can be found and read by itself: files are
 * cut into parts, which are read at the same time. For the connectors of Avro and Parquet.
 */
@NullMarked
package io.millrace.sdk.io.avro.parts;

import org.jspecify.annotations.NullMarked;
