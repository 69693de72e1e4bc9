package io.millrace.runners.distributed.task;

import io.millrace.runners.core.batch.BatchPool;
import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.host.state.TaskStores;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What all tasks of a slot have in common.
 *
 * @param program what the job is
 * @param job its id
 * @param slots how many there are
 * @param checkpointEveryMillis how often a checkpoint is taken
 * @param memoryBytes how many bytes one table may hold in memory
 * @param scratch space for what does not fit into memory
 * @param stores opens what keeps state outside of the heap
 * @param batches takes batches that were read, and gives new ones
 * @param codecs how batches become bytes
 * @param alignmentMillis how long a barrier waits before it overtakes what is in front of it; 0 for
 *     any time
 * @param wallMillis the clock of the job, in milliseconds since the epoch
 * @param script what the slot knows of the script that the job follows; null if it follows none
 * @param relief lets the tasks downstream of a stage run; says whether they could do anything
 */
record SlotContext(
    Programs.Program program,
    String job,
    int slots,
    long checkpointEveryMillis,
    long memoryBytes,
    Scratch scratch,
    TaskStores stores,
    BatchPool batches,
    ChannelCodecs codecs,
    long alignmentMillis,
    LongSupplier wallMillis,
    @Nullable ScriptClock script,
    Predicate<PlanStage> relief) {}
