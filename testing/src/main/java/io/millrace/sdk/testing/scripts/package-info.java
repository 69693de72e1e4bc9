/**
 * Scripts of test streams as data: drawn from a seed, made smaller, and written as source text.
 *
 * <p>{@link io.millrace.sdk.testing.scripts.ArrivalOrders} draws the ways in which given elements
 * may arrive, {@link io.millrace.sdk.testing.scripts.StreamScript} is one of them and knows what is
 * simpler.
 */
@NullMarked
package io.millrace.sdk.testing.scripts;

import org.jspecify.annotations.NullMarked;
