package io.millrace.benchmarks.jvm;

import io.millrace.benchmarks.Benchmarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command of this program in a JVM of its own.
 *
 * @param flags of the JVM, such as {@code -Xmx64m}
 * @param arguments the command and its options
 */
public record ChildJvm(List<String> flags, List<String> arguments) {

  private static final long LOOK_MILLIS = 50;

  public ChildJvm {
    flags = List.copyOf(flags);
    arguments = List.copyOf(arguments);
  }

  /**
   * How much a JVM may take before it is ended.
   *
   * @param cpu CPU time of the whole process; where the system does not tell it, as good as none
   * @param wall time that passes
   */
  public record Limits(Duration cpu, Duration wall) {

    /** A limit to the time that passes alone. */
    public static Limits of(Duration wall) {
      return new Limits(Duration.ofDays(365), wall);
    }
  }

  /**
   * How a JVM ended.
   *
   * @param overLimit whether it was ended because it took too much
   * @param exitCode what it gave; of no meaning if it was ended
   * @param cpu CPU time of the whole process, up to a moment before its end
   * @param lines what it printed
   * @param errors what it printed on its standard error
   */
  public record End(
      boolean overLimit, int exitCode, Duration cpu, List<String> lines, String errors) {

    public End {
      lines = List.copyOf(lines);
    }

    /** Whether it did what it was to do. */
    public boolean succeeded() {
      return !overLimit && exitCode == 0;
    }

    /**
     * The lines, if it did what it was to do.
     *
     * @throws IllegalStateException if not, with what it said
     */
    public List<String> linesOfSuccess(ChildJvm jvm) {
      if (!succeeded()) {
        throw new IllegalStateException(
            String.join(" ", jvm.arguments)
                + (overLimit ? " took longer than it may" : " ended with " + exitCode)
                + "; it said:\n"
                + String.join("\n", lines)
                + "\n"
                + errors);
      }
      return lines;
    }
  }

  /**
   * Runs it to its end, or to its limit.
   *
   * @throws IOException if it cannot be started
   */
  public End run(Limits limits) throws IOException, InterruptedException {
    Path out = Files.createTempFile("benchmark", ".out");
    Path errors = Files.createTempFile("benchmark", ".err");
    try {
      Process process =
          new ProcessBuilder(command())
              .redirectOutput(out.toFile())
              .redirectError(errors.toFile())
              .start();
      try {
        long start = System.nanoTime();
        Duration cpu = Duration.ZERO;
        boolean over = false;
        while (!over && !process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          cpu = process.info().totalCpuDuration().orElse(cpu);
          Duration wall = Duration.ofNanos(System.nanoTime() - start);
          over = cpu.compareTo(limits.cpu) > 0 || wall.compareTo(limits.wall) > 0;
        }
        if (over) {
          process.destroyForcibly();
        }
        int exitCode = process.waitFor();
        return new End(over, exitCode, cpu, Files.readAllLines(out), Files.readString(errors));
      } finally {
        // also when this thread was interrupted: nothing stays behind
        process.destroyForcibly();
      }
    } finally {
      Files.delete(out);
      Files.delete(errors);
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Benchmarks.class.getName());
    command.addAll(arguments);
    return command;
  }
}
