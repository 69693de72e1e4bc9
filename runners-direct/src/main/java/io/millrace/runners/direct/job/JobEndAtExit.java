package io.millrace.runners.direct.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ends a job when the JVM is asked to end, by Ctrl-C for instance: nothing of it is left in
 * temporary directories then. May drain it first.
 */
final class JobEndAtExit extends Thread {

  private final DirectJob job;
  private final @Nullable Duration drain;

  private JobEndAtExit(DirectJob job, @Nullable Duration drain) {
    super("millrace-exit");
    this.job = job;
    this.drain = drain;
  }

  /**
   * Watches over a job.
   *
   * @param drain how long it is given to come to its end by itself; null or not positive for no
   *     time
   * @return forgets the job, once it has ended
   */
  static Runnable of(DirectJob job, @Nullable Duration drain) {
    JobEndAtExit hook = new JobEndAtExit(job, drain);
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM ends already: the threads of the job will not live to see much.
      return () -> {};
    }
    return hook::forget;
  }

  private void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(this);
    } catch (IllegalStateException e) {
      // The JVM ends, and this hook with it.
    }
  }

  @Override
  public void run() {
    try {
      boolean ended = false;
      if (drain != null && drain.compareTo(Duration.ZERO) > 0) {
        job.drain();
        ended = job.end().await(drain);
      }
      if (!ended) {
        job.cancel();
        job.end().awaitCancelled();
      }
    } catch (InterruptedException e) {
      interrupt();
    }
  }
}
