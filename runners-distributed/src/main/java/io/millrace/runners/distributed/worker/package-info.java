/**
 * A worker: it keeps in touch with who coordinates, and houses {@link
 * io.millrace.runners.distributed.worker.Slot}s, which do the work.
 */
@NullMarked
package io.millrace.runners.distributed.worker;

import org.jspecify.annotations.NullMarked;
