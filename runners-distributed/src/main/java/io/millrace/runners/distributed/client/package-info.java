/**
 * The other end of a job: {@link io.millrace.runners.distributed.client.JobClient} submits it and
 * follows it until it is over, {@link io.millrace.runners.distributed.client.EmbeddedCluster} is a
 * cluster on threads of this process to submit it to.
 */
@NullMarked
package io.millrace.runners.distributed.client;

import org.jspecify.annotations.NullMarked;
