/** Asks schema registries over HTTP, and waits for their answers: the client has threads. */
@NullMarked
package io.millrace.sdk.io.kafka.avro.shell;

import org.jspecify.annotations.NullMarked;
