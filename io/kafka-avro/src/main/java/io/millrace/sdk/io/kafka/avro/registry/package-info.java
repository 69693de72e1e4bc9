/**
 * What is asked of a schema registry, which of its addresses is asked, and what its answers mean.
 * How an answer comes is a {@link io.millrace.sdk.io.kafka.avro.registry.Transport}.
 */
@NullMarked
package io.millrace.sdk.io.kafka.avro.registry;

import org.jspecify.annotations.NullMarked;
