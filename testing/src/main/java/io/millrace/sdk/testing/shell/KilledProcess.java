package io.millrace.sdk.testing.shell;

import io.millrace.sdk.testing.generators.Entropy;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A program in a JVM of its own, with the class path of this one, that is killed without a chance
 * to say a word, and started again; for tests of what is left then. Ends with its {@link #close},
 * and should end by itself when its standard input does. Used by one thread.
 */
public final class KilledProcess implements AutoCloseable {

  /** What the program prints as a line when it has begun with its work. */
  public static final String READY = "ready";

  private final List<String> command = new ArrayList<>();
  private final File log;
  private @Nullable Process process;

  /**
   * A program, which is not started yet.
   *
   * @param main the class with its main method
   * @param log where its standard error is appended to
   */
  public KilledProcess(Class<?> main, Path log, String... arguments) {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    this.log = log.toFile();
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @throws IOException if it ends before; the message has what it has said
   */
  public void start() throws IOException {
    Process started =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log)).start();
    process = started;
    BufferedReader out = started.inputReader();
    for (String line = out.readLine(); !READY.equals(line); line = out.readLine()) {
      if (line == null) {
        throw new IOException("it ended before it was ready: " + said());
      }
    }
  }

  /**
   * Lets it run for some time, drawn evenly, and kills it.
   *
   * @param longestMillis for how long at most, in milliseconds
   * @throws IOException if it ended by itself; the message has what it has said
   */
  public void killWithin(Entropy entropy, int longestMillis)
      throws IOException, InterruptedException {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    if (running.waitFor(entropy.nextInt(0, longestMillis), TimeUnit.MILLISECONDS)) {
      throw new IOException("it ended by itself, with " + running.exitValue() + ": " + said());
    }
    close();
  }

  /** The end of what it has written to its standard error. */
  public String said() throws IOException {
    String all = log.exists() ? Files.readString(log.toPath()) : "";
    return all.substring(Math.max(0, all.length() - 4_000));
  }

  /** Kills it, if it runs. */
  @Override
  public void close() {
    Process running = process;
    process = null;
    if (running != null) {
      running.destroyForcibly();
      running.onExit().join();
    }
  }
}
