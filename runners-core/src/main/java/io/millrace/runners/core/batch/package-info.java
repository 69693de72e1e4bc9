/**
 * Elements on the move: one at a time inside a stage, in batches between stages.
 *
 * <p>Inside a stage an element is just its value; what else belongs to it (timestamp, windows,
 * pane) stands in the stage's one {@link io.millrace.runners.core.batch.ElementCursor}, so that
 * nothing is allocated for each element. Between stages elements travel in {@link
 * io.millrace.runners.core.batch.Batch}es, columns of up to 1,024 rows, and between processes or
 * through disk as the bytes that {@link io.millrace.runners.core.batch.BatchCodec} makes of them.
 */
@NullMarked
package io.millrace.runners.core.batch;

import org.jspecify.annotations.NullMarked;
