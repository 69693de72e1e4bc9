/**
 * A job to simulate, whose answer is known: numbered records from replayable sources go to the slot
 * of their key, are counted and summed there, and each new sum is written, once.
 */
@NullMarked
package io.millrace.simulation.job;

import org.jspecify.annotations.NullMarked;
