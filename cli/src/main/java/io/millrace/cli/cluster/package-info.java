/**
 * The commands about clusters: they start and stop processes, and ask coordinators.
 *
 * <p>{@link io.millrace.cli.cluster.ClusterCommand} starts a whole cluster on this machine, {@link
 * io.millrace.cli.cluster.CoordinatorCommand} and {@link io.millrace.cli.cluster.WorkerCommand} are
 * one process of a cluster each, wherever that is. {@link io.millrace.cli.cluster.JobsCommand} and
 * {@link io.millrace.cli.cluster.ChangeJobCommand} are about what runs there.
 */
@NullMarked
package io.millrace.cli.cluster;

import org.jspecify.annotations.NullMarked;
