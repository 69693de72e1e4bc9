/**
 * How processes of a cluster, and those who submit jobs to it, reach each other: by gRPC.
 *
 * <p>{@link io.millrace.runners.distributed.rpc.Endpoints} is the one place where servers and
 * channels are made, with their limits. {@link io.millrace.runners.distributed.rpc.GrpcNetwork}
 * carries the frames of machines, one stream for each connection; it decides nothing, and what it
 * loses they expect to be lost. {@link io.millrace.runners.distributed.rpc.JobService} answers
 * people and programs, {@link io.millrace.runners.distributed.rpc.JobsClient} asks for them. The
 * services are described in {@code millrace/cluster/v1/link.proto} and {@code jobs.proto}.
 */
@NullMarked
package io.millrace.runners.distributed.rpc;

import org.jspecify.annotations.NullMarked;
