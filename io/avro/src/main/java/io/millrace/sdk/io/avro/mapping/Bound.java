package io.millrace.sdk.io.avro.mapping;

import java.util.function.Function;
import org.apache.avro.Schema;

/**
 * How a value is read that something wrote.
 *
 * @param schema to read with
 * @param fromAvro makes the Java value of what was read, which is not null
 */
record Bound(Schema schema, Function<Object, Object> fromAvro) {}
