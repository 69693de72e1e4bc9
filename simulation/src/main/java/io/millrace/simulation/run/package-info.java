/** Simulations: what a seed comes to, one run of it, and the smallest that still fails. */
@NullMarked
package io.millrace.simulation.run;

import org.jspecify.annotations.NullMarked;
