package io.millrace.runners.direct.exchange;

import io.millrace.runners.core.batch.Batch;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A queue of batches from the tasks at one end of an edge to one task at the other. Thread-safe.
 */
public interface Channel extends Closeable {

  /** Puts a batch into the queue, unless it is full. */
  boolean offer(Batch batch);

  /**
   * Says that a producer will offer nothing older any more, behind what was offered so far.
   *
   * @param producer which one, from 0
   */
  void watermark(int producer, long watermarkMillis);

  /** Says that a producer will offer nothing more. */
  void producerFinished(int producer);

  /**
   * How far event time has come behind the batches that were polled; {@link
   * io.millrace.runners.core.watermark.Watermarks#IDLE} if all producers that have not finished are
   * idle.
   */
  long watermark();

  /** The next batch; null if there is none right now. To be called by the receiver only. */
  @Nullable Batch poll();

  /** Whether all producers have finished and everything was polled. */
  boolean isEnded();

  /** Whether a call of {@link #poll} would find something, as far as one can tell. */
  boolean hasBatch();

  @Override
  void close() throws IOException;
}
