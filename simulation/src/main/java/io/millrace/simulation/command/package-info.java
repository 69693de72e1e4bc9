/** The command: many simulations at once, counted and timed. */
@NullMarked
package io.millrace.simulation.command;

import org.jspecify.annotations.NullMarked;
