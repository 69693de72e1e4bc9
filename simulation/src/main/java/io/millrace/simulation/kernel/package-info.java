/**
 * The world of a simulation: virtual time, nodes with clocks that are wrong, a network and a store
 * that fail as real ones do. One thread; all that happens follows from a seed and a list of faults.
 */
@NullMarked
package io.millrace.simulation.kernel;

import org.jspecify.annotations.NullMarked;
