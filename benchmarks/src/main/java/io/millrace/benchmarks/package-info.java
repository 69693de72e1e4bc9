/**
 * Speed and memory claims, each with the program that shows it.
 *
 * <p>Beside each measured pipeline stands the program that a good engineer would have written by
 * hand for the same answer: that is what a pipeline is compared with. Every run prints one line,
 * see {@link io.millrace.benchmarks.RunLine}.
 */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
