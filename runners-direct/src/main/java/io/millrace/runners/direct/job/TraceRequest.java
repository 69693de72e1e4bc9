package io.millrace.runners.direct.job;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Somebody wants to know how all tasks stand. Thread-safe. */
final class TraceRequest {

  private static final long PATIENCE_SECONDS = 10;

  private final CountDownLatch missing;
  private final Set<TaskLoop> answered = new HashSet<>();

  /** A request to so many loops. */
  TraceRequest(int loops) {
    this.missing = new CountDownLatch(loops);
  }

  /** A loop has published how its tasks stand. Counts once. */
  synchronized void answeredBy(TaskLoop loop) {
    if (answered.add(loop)) {
      missing.countDown();
    }
  }

  /** Waits for all of them; a thread that is interrupted meanwhile goes on. */
  void await() {
    try {
      if (!missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        DirectJob.LOG.debug(
            "Some tasks are in the middle of something and do not tell how they stand");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
