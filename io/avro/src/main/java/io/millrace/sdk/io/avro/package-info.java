/**
 * Apache Avro: {@link io.millrace.sdk.io.avro.AvroIO} reads and writes its files, {@link
 * io.millrace.sdk.io.avro.AvroCoder} and {@link io.millrace.sdk.io.avro.AvroMessages} are for
 * single values. What a Java record is in Avro, {@link io.millrace.sdk.io.avro.AvroType} says.
 */
@NullMarked
package io.millrace.sdk.io.avro;

import org.jspecify.annotations.NullMarked;
