/**
 * The coordination log: numbered records in the store, each won by put-if-absent. {@link
 * io.millrace.runners.distributed.log.CoordinationLog} reads, wins and truncates them; {@link
 * io.millrace.runners.distributed.log.ClusterHistory} and {@link
 * io.millrace.runners.distributed.log.JobHistory} say what they come to.
 */
@NullMarked
package io.millrace.runners.distributed.log;

import org.jspecify.annotations.NullMarked;
