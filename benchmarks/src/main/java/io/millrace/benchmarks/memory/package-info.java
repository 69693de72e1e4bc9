/**
 * How little memory is enough, and whether it stays enough: the smallest heap of a query, input
 * larger than the heap, and what grows in an hour of a stream.
 */
@NullMarked
package io.millrace.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
