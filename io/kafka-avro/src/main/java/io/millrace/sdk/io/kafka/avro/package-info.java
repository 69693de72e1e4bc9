/**
 * Keys and values of Kafka as Avro with a schema registry: {@link
 * io.millrace.sdk.io.kafka.avro.ConfluentAvro}.
 */
@NullMarked
package io.millrace.sdk.io.kafka.avro;

import org.jspecify.annotations.NullMarked;
