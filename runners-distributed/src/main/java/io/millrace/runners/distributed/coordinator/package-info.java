/**
 * The coordinator: it keeps the list of workers and the life of each job, and decides nothing that
 * it has not won in a log first.
 */
@NullMarked
package io.millrace.runners.distributed.coordinator;

import org.jspecify.annotations.NullMarked;
