/**
 * A job of the direct runner: its tasks, its threads, its end.
 *
 * <p>{@link io.millrace.runners.direct.job.DirectJob} lays out the plan: channels for the edges,
 * and for each stage as many tasks as it is wide, dealt out to {@link
 * io.millrace.runners.direct.job.TaskLoop}s, one for each thread. A loop gives its tasks what
 * arrived for them and lets them work, those furthest downstream first.
 */
@NullMarked
package io.millrace.runners.direct.job;

import org.jspecify.annotations.NullMarked;
