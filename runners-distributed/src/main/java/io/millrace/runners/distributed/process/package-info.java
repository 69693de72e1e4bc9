/**
 * Coordinator and worker as processes of their own: the machines, with threads, a store and
 * connections around them.
 *
 * <p>A process is told where it listens and where its coordinators are, and nothing else: a worker
 * asks one of them for the store. A worker loads the classes of each job apart ({@link
 * io.millrace.runners.distributed.process.JobSlot}) and is the only one who deserialises what users
 * wrote; a coordinator refuses to.
 */
@NullMarked
package io.millrace.runners.distributed.process;

import org.jspecify.annotations.NullMarked;
