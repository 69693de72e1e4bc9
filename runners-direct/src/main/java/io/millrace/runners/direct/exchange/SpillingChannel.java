package io.millrace.runners.direct.exchange;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.BatchCodec;
import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.stage.StageException;
import io.millrace.runners.host.queue.SpillingQueue;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A channel that never refuses: a {@link SpillingQueue} that several tasks offer to. */
public final class SpillingChannel implements Channel {

  private final ReentrantLock lock = new ReentrantLock();
  private final String producer;
  private final SpillingQueue queue;
  private final Runnable wakeUp;
  private final Marks marks;

  /**
   * An empty channel.
   *
   * @param producer the full name of the transform whose elements these are, for errors
   * @param producers how many tasks offer
   * @param codec makes bytes of batches
   * @param scratch where they go
   * @param wakeUp called after there is something new for the receiver
   */
  public SpillingChannel(
      String producer, int producers, BatchCodec codec, Scratch scratch, Runnable wakeUp) {
    this.producer = producer;
    this.marks = new Marks(producers);
    this.queue = new SpillingQueue(codec, scratch);
    this.wakeUp = wakeUp;
  }

  /**
   * Takes the batch, always.
   *
   * @throws StageException if it can neither be kept nor written
   */
  @Override
  public boolean offer(Batch batch) {
    lock.lock();
    try {
      queue.add(batch);
      marks.batchOffered();
    } catch (Throwable t) {
      throw new StageException(producer, t);
    } finally {
      lock.unlock();
    }
    wakeUp.run();
    return true;
  }

  @Override
  public void watermark(int producer, long watermarkMillis) {
    lock.lock();
    try {
      marks.watermark(producer, watermarkMillis);
    } finally {
      lock.unlock();
    }
    wakeUp.run();
  }

  @Override
  public long watermark() {
    lock.lock();
    try {
      return marks.current();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void producerFinished(int producer) {
    lock.lock();
    try {
      marks.producerFinished(producer);
    } finally {
      lock.unlock();
    }
    wakeUp.run();
  }

  @Override
  public @Nullable Batch poll() {
    lock.lock();
    try {
      Batch batch = queue.poll();
      if (batch != null) {
        marks.batchPolled();
      }
      return batch;
    } catch (Throwable t) {
      throw new StageException(producer, t);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isEnded() {
    lock.lock();
    try {
      return marks.allFinished() && queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean hasBatch() {
    lock.lock();
    try {
      return !queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      queue.close();
    } finally {
      lock.unlock();
    }
  }
}
