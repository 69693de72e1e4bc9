/**
 * What decides in a cluster is a {@link io.millrace.runners.distributed.machine.Machine}: one
 * thread at a time tells it {@link io.millrace.runners.distributed.machine.Event}s, and it acts
 * through its {@link io.millrace.runners.distributed.machine.Context} alone. So a simulator can
 * step a whole cluster from a seed.
 */
@NullMarked
package io.millrace.runners.distributed.machine;

import org.jspecify.annotations.NullMarked;
