/**
 * Channels between slots: batches in sequence, as many as the receiver gave credit for, and
 * barriers that are aligned. Knows no threads and no connections.
 *
 * <p>{@link io.millrace.runners.distributed.exchange.AlignedChannels} is the alignment alone,
 * whatever the channels carry; {@link io.millrace.runners.distributed.exchange.AlignedInput} has
 * channels of bytes.
 */
@NullMarked
package io.millrace.runners.distributed.exchange;

import org.jspecify.annotations.NullMarked;
