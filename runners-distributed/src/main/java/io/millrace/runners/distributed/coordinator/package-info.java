/**
 * The coordinator: it keeps the list of workers and the life of each job, and decides nothing that
 * it has not won in a log first.
 *
 * <p>Of each job {@link io.millrace.runners.distributed.coordinator.JobMaster} has the attempts to
 * execute it, {@link io.millrace.runners.distributed.coordinator.CheckpointRounds} makes its
 * checkpoints, one at a time, and {@link
 * io.millrace.runners.distributed.coordinator.KeptCheckpoints} knows which of them can be restored
 * and which may be deleted.
 */
@NullMarked
package io.millrace.runners.distributed.coordinator;

import org.jspecify.annotations.NullMarked;
