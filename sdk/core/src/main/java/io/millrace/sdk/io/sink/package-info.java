/**
 * What a connector implements to be written to: a {@link io.millrace.sdk.io.sink.Sink}, its {@link
 * io.millrace.sdk.io.sink.SinkWriter}s and {@link io.millrace.sdk.io.sink.SinkCommitter}. Apply it
 * with {@link io.millrace.sdk.io.Write}.
 */
@NullMarked
package io.millrace.sdk.io.sink;

import org.jspecify.annotations.NullMarked;
