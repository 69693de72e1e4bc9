package io.millrace.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A line on the terminal that shows that a program still runs; nothing at all when the standard
 * error is not a terminal, during the first seconds, or once the program prints something itself.
 *
 * <p>The script that starts the JVM knows whether there is a terminal and says so in the system
 * property {@code millrace.terminal}.
 */
final class ProgressLine implements AutoCloseable {

  static final String TERMINAL = "millrace.terminal";
  private static final int SILENT_SECONDS = 2;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final PrintStream terminal;
  private final PrintStream programsOutput;
  private final Thread thread;
  private boolean shown;

  private ProgressLine(String name, PrintStream terminal, PrintStream programsOutput) {
    this.terminal = terminal;
    this.programsOutput = programsOutput;
    this.thread = new Thread(() -> show(name), "millrace-progress");
    thread.setDaemon(true);
  }

  /** Begins to show {@code name} and the seconds that passed, until closed. */
  static ProgressLine start(String name) {
    ProgressLine progress = new ProgressLine(name, System.err, System.out);
    if (Boolean.getBoolean(TERMINAL)) {
      System.setOut(new PrintStream(progress.new Listening(), true, Charset.defaultCharset()));
      progress.thread.start();
    }
    return progress;
  }

  private void show(String name) {
    try {
      for (int seconds = 1; !finished.await(1, TimeUnit.SECONDS); seconds++) {
        if (seconds > SILENT_SECONDS) {
          print(name + ": " + seconds + " s");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void print(String text) {
    if (finished.getCount() > 0) {
      terminal.print("\r" + text);
      terminal.flush();
      shown = true;
    }
  }

  /** Takes the line away, for good. */
  private synchronized void end() {
    finished.countDown();
    if (shown) {
      terminal.print("\r\033[K");
      terminal.flush();
      shown = false;
    }
  }

  @Override
  public void close() {
    end();
    System.out.flush();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.setOut(programsOutput);
  }

  /** What a program prints, which says more than a line of progress. */
  private final class Listening extends FilterOutputStream {

    Listening() {
      super(programsOutput);
    }

    @Override
    public void write(int b) throws IOException {
      end();
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      end();
      out.write(bytes, offset, length);
    }
  }
}
