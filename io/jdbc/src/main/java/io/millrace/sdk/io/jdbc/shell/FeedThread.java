package io.millrace.sdk.io.jdbc.shell;

import io.millrace.sdk.io.jdbc.connect.RowFeed;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that produces rows, up to so many ahead of who takes them. */
final class FeedThread<RowT> implements RowFeed<RowT>, RowFeed.Taker<RowT> {

  private static final Logger LOG = LoggerFactory.getLogger(FeedThread.class);

  /** A thread that does not end is left alone then: closing must not hang with a server. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What comes through the queue: a row, or the end, with a failure if it is one. */
  private record Item<RowT>(@Nullable RowT row, boolean end, @Nullable Throwable failure) {}

  private final ArrayBlockingQueue<Item<RowT>> queue;
  private final Thread thread;
  private boolean finished;

  /** Guarded by this. */
  private @Nullable Statement statement;

  /** Whether the thread waits for room, and not for its statement. Guarded by this. */
  private boolean waiting;

  private volatile boolean closed;

  private FeedThread(String name, Producer<RowT> producer, int capacity) {
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.thread = new Thread(() -> produce(producer), name);
    thread.setDaemon(true);
  }

  static <RowT> RowFeed<RowT> start(String name, Producer<RowT> producer, int capacity) {
    FeedThread<RowT> feed = new FeedThread<>(name, producer, capacity);
    feed.thread.start();
    return feed;
  }

  private void produce(Producer<RowT> producer) {
    Throwable failure = null;
    try {
      producer.run(this);
    } catch (Throwable t) {
      failure = t;
    }
    try {
      // Being told to end was told only once, and nobody makes room any more.
      if (!closed) {
        queue.put(new Item<>(null, true, failure));
      }
    } catch (InterruptedException e) {
      // nobody takes anything any more
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void take(RowT row) throws InterruptedException {
    if (closed) {
      throw new InterruptedException("nobody wants rows any more");
    }
    Item<RowT> item = new Item<>(row, false, null);
    if (!queue.offer(item)) {
      setWaiting(true);
      queue.put(item);
      setWaiting(false);
    }
  }

  private synchronized void setWaiting(boolean waits) {
    waiting = waits;
  }

  @Override
  public synchronized void executes(Statement executed) {
    statement = executed;
    if (closed) {
      cancel(executed);
    }
  }

  @Override
  public synchronized void isDone() {
    statement = null;
  }

  @Override
  public @Nullable RowT poll() throws Exception {
    Item<RowT> item = finished ? null : queue.poll();
    if (item == null) {
      return null;
    }
    if (!item.end) {
      return item.row;
    }
    finished = true;
    Throwable failure = item.failure;
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof Exception exception) {
      throw exception;
    }
    return null;
  }

  @Override
  public boolean isFinished() {
    return finished;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      Statement executed = statement;
      if (executed != null && !waiting) {
        cancel(executed);
      }
    }
    thread.interrupt();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (thread.isAlive()) {
      LOG.warn("{} has not ended {} after it was told to", thread.getName(), PATIENCE);
    }
  }

  private static void cancel(Statement executed) {
    try {
      executed.cancel();
    } catch (SQLException e) {
      LOG.debug("A statement could not be cancelled", e);
    }
  }
}
