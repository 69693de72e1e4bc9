/**
 * What values of Java types are in Avro: schemas are inferred from records, and values converted
 * both ways. What users see of it is {@link io.millrace.sdk.io.avro.AvroType}.
 *
 * <p>For writing a type has one schema. For reading it is bound to the schema that something was
 * written with: the result is the schema to read with, which has nothing but what is wanted, and
 * the conversion of what was read. Units of time, scales, names of records and whether values may
 * be missing are taken from what was written.
 */
@NullMarked
package io.millrace.sdk.io.avro.mapping;

import org.jspecify.annotations.NullMarked;
