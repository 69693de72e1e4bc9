/**
 * Where machines meet the real world: threads, clocks, and connections.
 *
 * <p>A {@link io.millrace.runners.distributed.shell.MachineThread} tells a machine its events, one
 * after the other, and is the {@link io.millrace.runners.distributed.machine.Context} through which
 * it acts. Nothing here decides anything.
 */
@NullMarked
package io.millrace.runners.distributed.shell;

import org.jspecify.annotations.NullMarked;
