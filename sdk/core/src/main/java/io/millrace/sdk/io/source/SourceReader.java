package io.millrace.sdk.io.source;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one split. Used by one thread at a time.
 *
 * @param <T> the type of the elements
 * @param <SplitT> the type of the splits
 */
public interface SourceReader<T extends @Nullable Object, SplitT> extends AutoCloseable {

  /** What a call of {@link #poll} found. */
  enum Status {
    /** There may be more at once. */
    MORE,
    /** There is nothing right now; ask again later. */
    IDLE,
    /** The split is read to its end. */
    FINISHED
  }

  /** The value of {@link #backlogBytes} and {@link #backlogElements} when it is not known. */
  long BACKLOG_UNKNOWN = -1;

  /**
   * Gives up to {@code maxElements} elements to the output, without waiting for input that is not
   * there yet. The output takes elements of this call alone, on the calling thread.
   *
   * @throws IOException if reading fails; the message names what was read and where
   */
  Status poll(SourceOutput<T> output, int maxElements) throws IOException;

  /** A split that contains exactly the elements that this reader has not given out yet. */
  SplitT snapshot();

  /**
   * The watermark, in milliseconds after the epoch: no element to come is older. Never goes back; a
   * runner fails the pipeline if it does. The default, for input that ends, stays at the beginning
   * of time until the end; a {@link WatermarkPolicy} computes it from the elements.
   */
  default long watermarkMillis() {
    return BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();
  }

  /**
   * Whether nothing is to be expected soon, so that others need not wait for this split's
   * watermark. The split may come back; elements that it then brings may be late. A split that is
   * idle has not ended.
   */
  default boolean isIdle() {
    return false;
  }

  /**
   * When it is worth polling again after a poll that was {@link Status#IDLE}, in milliseconds after
   * the epoch: a runner does not poll before, and with nothing else to do it may sleep till then.
   * The default does not know, so that the runner polls every few milliseconds. Asked after each
   * poll.
   */
  default long nextPollMillis() {
    return Long.MIN_VALUE;
  }

  /**
   * An estimate of what is there and left to read, in bytes, or {@link #BACKLOG_UNKNOWN}. Asked now
   * and then, for {@link io.millrace.sdk.metrics.SourceMetrics}.
   */
  default long backlogBytes() {
    return BACKLOG_UNKNOWN;
  }

  /** The same in elements. */
  default long backlogElements() {
    return BACKLOG_UNKNOWN;
  }

  @Override
  void close() throws IOException;
}
