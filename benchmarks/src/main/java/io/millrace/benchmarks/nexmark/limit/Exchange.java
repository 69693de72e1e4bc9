package io.millrace.benchmarks.nexmark.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A queue from each thread to each, itself included.
 *
 * @param <P> what is handed over
 */
final class Exchange<P> {

  /** By receiver, then by sender. */
  private final List<List<Queue<P>>> queues = new ArrayList<>();

  private volatile boolean failed;

  Exchange(int threads) {
    for (int to = 0; to < threads; to++) {
      List<Queue<P>> fromEach = new ArrayList<>();
      for (int from = 0; from < threads; from++) {
        fromEach.add(new ConcurrentLinkedQueue<>());
      }
      queues.add(fromEach);
    }
  }

  void give(int from, int to, P part) {
    queues.get(to).get(from).add(part);
  }

  /** Sets {@code parts} to the next part of each thread, or says no if one is not there yet. */
  boolean take(int to, List<P> parts) {
    List<Queue<P>> fromEach = queues.get(to);
    for (Queue<P> queue : fromEach) {
      if (queue.peek() == null) {
        return false;
      }
    }
    parts.clear();
    for (Queue<P> queue : fromEach) {
      parts.add(queue.remove());
    }
    return true;
  }

  /** The same, waiting. */
  void await(int to, List<P> parts) {
    while (!take(to, parts)) {
      if (failed) {
        throw new IllegalStateException("the thread that is waited for has failed");
      }
      Thread.onSpinWait();
    }
  }

  /** Nobody shall wait for this thread. */
  void fail() {
    failed = true;
  }
}
