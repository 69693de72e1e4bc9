/**
 * Runs a pipeline in this JVM, on a few threads.
 *
 * <p>{@link io.millrace.runners.direct.DirectRunner} translates the pipeline to the portable model,
 * plans it and executes the plan's stage tasks; it knows nothing of the pipeline but the model.
 * Each thread runs its share of the tasks, batches pass between tasks by reference through bounded
 * queues ({@code exchange}), and the first failure ends the job ({@code job}).
 */
@NullMarked
package io.millrace.runners.direct;

import org.jspecify.annotations.NullMarked;
