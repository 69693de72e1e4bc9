/**
 * What GroupByKey and Combine of bounded input keep between their input and their output: tables by
 * key that live within a budget of memory and spill sorted runs to {@link
 * io.millrace.runners.core.host.Scratch} beyond it.
 *
 * <p>{@link io.millrace.runners.core.grouping.GroupTable} keeps encoded values in arrays of its
 * own; {@link io.millrace.runners.core.grouping.CombineTable} keeps accumulators in the narrowest
 * columns that key and accumulator allow. Both give out keys in the order of their hashes and then
 * of their bytes, whether they spilled or not: the order of the output depends on neither the order
 * of the input nor the budget. Everything here belongs to one task and one thread.
 */
@NullMarked
package io.millrace.runners.core.grouping;

import org.jspecify.annotations.NullMarked;
