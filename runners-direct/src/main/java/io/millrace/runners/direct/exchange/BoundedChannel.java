package io.millrace.runners.direct.exchange;

import io.millrace.runners.core.batch.Batch;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A channel that holds a few batches and refuses more. A lock for each batch of about a thousand
 * elements is not worth avoiding.
 */
public final class BoundedChannel implements Channel {

  /** How many batches fit. */
  public static final int CAPACITY = 16;

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Batch> queue = new ArrayDeque<>(CAPACITY);
  private final Runnable wakeUp;
  private final Runnable room;
  private final Marks marks;
  private boolean refused;

  /**
   * An empty channel.
   *
   * @param producers how many tasks offer
   * @param wakeUp called after there is something new for the receiver
   * @param room called when, after a refusal, half of the channel is empty again
   */
  public BoundedChannel(int producers, Runnable wakeUp, Runnable room) {
    this.marks = new Marks(producers);
    this.wakeUp = wakeUp;
    this.room = room;
  }

  @Override
  public boolean offer(Batch batch) {
    lock.lock();
    try {
      if (queue.size() == CAPACITY) {
        refused = true;
        return false;
      }
      queue.addLast(batch);
      marks.batchOffered();
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
    Batch batch;
    boolean hasRoom;
    lock.lock();
    try {
      batch = queue.pollFirst();
      if (batch != null) {
        marks.batchPolled();
      }
      hasRoom = refused && queue.size() <= CAPACITY / 2;
      refused &= !hasRoom;
    } finally {
      lock.unlock();
    }
    if (hasRoom) {
      room.run();
    }
    return batch;
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
  public void close() {}
}
