/**
 * Queues of batches between tasks that runners share.
 *
 * <p>A {@link io.millrace.runners.host.queue.SpillingQueue} goes to disk where others are full.
 */
@NullMarked
package io.millrace.runners.host.queue;

import org.jspecify.annotations.NullMarked;
