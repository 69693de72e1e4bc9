/**
 * How elements become bytes and back.
 *
 * <p>A {@link io.millrace.sdk.coders.Coder} says how a value is written, whether equal values give
 * equal bytes, and which key group a key belongs to. The {@link
 * io.millrace.sdk.coders.CoderRegistry} finds coders from types, so that most pipelines never name
 * one. Every coder writes a self-delimiting form: values can be concatenated without anything
 * between them.
 */
@NullMarked
package io.millrace.sdk.coders;

import org.jspecify.annotations.NullMarked;
