/**
 * The work of a job: one {@link io.millrace.runners.distributed.task.EngineSlot} runs a task of
 * each stage of the plan.
 *
 * <p>A slot makes the plan of the job's pipeline for itself, and a {@link
 * io.millrace.runners.distributed.task.Layout} that tells where every task and channel is; all
 * slots come to the same. What slots say to each other is a {@link
 * io.millrace.runners.distributed.task.Message}: handed over as it is within a process, as bytes
 * between processes. {@link io.millrace.runners.distributed.task.SlotTasks} are the tasks of a slot
 * and the ends of their channels. A task takes batches from its {@link
 * io.millrace.runners.distributed.task.TaskInput}, where barriers are aligned, is saved when a
 * barrier has come on all channels, and passes the barrier on behind everything that it gave
 * before. {@link io.millrace.runners.distributed.task.Rounds} notes which parts of the slot were
 * saved for a checkpoint, and hands on what they keep when all were.
 */
@NullMarked
package io.millrace.runners.distributed.task;

import org.jspecify.annotations.NullMarked;
