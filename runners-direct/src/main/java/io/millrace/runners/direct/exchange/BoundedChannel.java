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
  private int producers;

  /**
   * An empty channel.
   *
   * @param producers how many tasks offer
   * @param wakeUp called after there is something new for the receiver
   */
  public BoundedChannel(int producers, Runnable wakeUp) {
    this.producers = producers;
    this.wakeUp = wakeUp;
  }

  @Override
  public boolean offer(Batch batch) {
    lock.lock();
    try {
      if (queue.size() == CAPACITY) {
        return false;
      }
      queue.addLast(batch);
    } finally {
      lock.unlock();
    }
    wakeUp.run();
    return true;
  }

  @Override
  public void producerFinished() {
    lock.lock();
    try {
      producers--;
    } finally {
      lock.unlock();
    }
    wakeUp.run();
  }

  @Override
  public @Nullable Batch poll() {
    lock.lock();
    try {
      return queue.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isEnded() {
    lock.lock();
    try {
      return producers == 0 && queue.isEmpty();
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
