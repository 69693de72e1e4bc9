/**
 * Batches between the tasks of one JVM.
 *
 * <p>Each task has a {@link io.millrace.runners.direct.exchange.Channel} for each of its input
 * edges. Most are bounded queues, so that a slow task slows its sources; those that the plan marks
 * as spillable never refuse and go to disk instead.
 */
@NullMarked
package io.millrace.runners.direct.exchange;

import org.jspecify.annotations.NullMarked;
