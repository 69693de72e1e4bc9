/**
 * Checkpoints in the store: files of state in chunks with checksums, a manifest that names them,
 * how it is published and found again, and what may be deleted.
 */
@NullMarked
package io.millrace.runners.distributed.checkpoint;

import org.jspecify.annotations.NullMarked;
