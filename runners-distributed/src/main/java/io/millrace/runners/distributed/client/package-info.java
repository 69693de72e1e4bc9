/**
 * The other end of a job: {@link io.millrace.runners.distributed.client.RemoteRun} submits it to a
 * cluster of processes and follows it until it is over; {@link
 * io.millrace.runners.distributed.client.EmbeddedRun} does so with a cluster on threads of this
 * process, {@link io.millrace.runners.distributed.client.EmbeddedCluster}, through a machine,
 * {@link io.millrace.runners.distributed.client.JobClient}. {@link
 * io.millrace.runners.distributed.client.SavepointRequest} waits for a savepoint.
 */
@NullMarked
package io.millrace.runners.distributed.client;

import org.jspecify.annotations.NullMarked;
