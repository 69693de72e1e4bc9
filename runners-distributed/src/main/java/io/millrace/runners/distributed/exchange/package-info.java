/**
 * Channels between slots: batches in sequence, as many as the receiver gave credit for, and
 * barriers that are aligned. Knows no threads and no connections.
 */
@NullMarked
package io.millrace.runners.distributed.exchange;

import org.jspecify.annotations.NullMarked;
