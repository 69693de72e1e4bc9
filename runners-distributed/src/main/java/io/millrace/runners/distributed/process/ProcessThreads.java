package io.millrace.runners.distributed.process;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The threads of a process that wait for the store. */
final class ProcessThreads {

  private ProcessThreads() {}

  static ExecutorService forWaiting() {
    return Executors.newCachedThreadPool(
        task -> {
          Thread thread = new Thread(task, "millrace-io");
          thread.setDaemon(true);
          return thread;
        });
  }
}
