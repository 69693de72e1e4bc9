package io.millrace.cli;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A line on the terminal that shows that a program still runs; nothing at all when the standard
 * error is not a terminal, or during the first seconds.
 *
 * <p>The script that starts the JVM knows whether there is a terminal and says so in the system
 * property {@code millrace.terminal}.
 */
final class ProgressLine implements AutoCloseable {

  static final String TERMINAL = "millrace.terminal";
  private static final int SILENT_SECONDS = 2;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread thread;

  private ProgressLine(String name, PrintStream terminal) {
    thread = new Thread(() -> show(name, terminal), "millrace-progress");
    thread.setDaemon(true);
  }

  /** Begins to show {@code name} and the seconds that passed, until closed. */
  static ProgressLine start(String name) {
    ProgressLine progress = new ProgressLine(name, System.err);
    if (Boolean.getBoolean(TERMINAL)) {
      progress.thread.start();
    }
    return progress;
  }

  private void show(String name, PrintStream terminal) {
    try {
      for (int seconds = 1; !finished.await(1, TimeUnit.SECONDS); seconds++) {
        if (seconds > SILENT_SECONDS) {
          terminal.print("\r" + name + ": " + seconds + " s");
          terminal.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    terminal.print("\r\033[K");
    terminal.flush();
  }

  @Override
  public void close() {
    finished.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
