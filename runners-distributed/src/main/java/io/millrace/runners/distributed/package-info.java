/**
 * Runs pipelines on a cluster of processes that may die at any moment.
 *
 * <p>Users name {@link io.millrace.runners.distributed.DistributedRunner}. Without the address of a
 * coordinator it starts a cluster for the job on threads of this process: the same machines and
 * slots as in separate processes. What decides is in {@code coordinator}, {@code worker}, {@code
 * log} and {@code checkpoint}, as machines that are told events ({@code machine}); {@code task}
 * runs the stage tasks of a plan, and {@code shell} is where threads and clocks are. {@code rpc}
 * connects processes, {@code process} is what runs in them, and {@code artifact} brings users'
 * classes to workers.
 */
@NullMarked
package io.millrace.runners.distributed;

import org.jspecify.annotations.NullMarked;
