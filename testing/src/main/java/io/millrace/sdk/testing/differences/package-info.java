/**
 * What makes two values, or two collections of elements, different, said so that a person sees it
 * at once.
 *
 * <p>{@link io.millrace.sdk.testing.differences.Comparison} compares single values, {@link
 * io.millrace.sdk.testing.differences.InAnyOrder} elements without an order.
 */
@NullMarked
package io.millrace.sdk.testing.differences;

import org.jspecify.annotations.NullMarked;
