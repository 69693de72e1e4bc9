package io.millrace.benchmarks.memory;

import io.millrace.benchmarks.RunLine;
import io.millrace.benchmarks.jvm.ChildJvm;
import io.millrace.sdk.util.VarInt;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Groups input that is larger than the heap, and checks the result. */
@Command(
    name = "larger-than-heap",
    mixinStandardHelpOptions = true,
    description = {
      "Runs group-distinct in a JVM with a small heap, and prints a table in Markdown: how large the"
          + " input is when it is encoded, the heap, and whether the result is right.",
      "Exit code 1 if it is not, or if memory was not enough."
    })
public final class LargerThanHeap implements Callable<Integer> {

  private static final double MEGABYTE = 1 << 20;

  @Option(
      names = "--keys",
      defaultValue = "50000000",
      description = "How many distinct keys, each with one value (default: ${DEFAULT-VALUE}).")
  long keys;

  @Option(
      names = "--heap",
      defaultValue = "128",
      description = "In megabytes (default: ${DEFAULT-VALUE}).")
  int heap;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "How many threads (default: ${DEFAULT-VALUE}).")
  int threads;

  /** What {@code group-distinct} gives: of key n the hash is 31 n + ~n, which is 30 n - 1. */
  static RunLine.Answer expected(long keys) {
    return new RunLine.Answer(keys, keys, 15 * keys * (keys - 1) - keys);
  }

  /** The bytes of all pairs of n and ~n, as their coder writes them. */
  static long inputBytes(long keys) {
    long bytes = 0;
    for (long n = 0; n < keys; n++) {
      bytes += VarInt.getLength(n) + VarInt.getLength(~n);
    }
    return bytes;
  }

  @Override
  public Integer call() throws Exception {
    System.out.println(
        "| what | input, encoded: MB | heap: MB | input of heap | s | cpu s | peak MB | result |");
    System.out.println("| --- | --: | --: | --: | --: | --: | --: | --- |");
    ChildJvm jvm =
        new ChildJvm(
            List.of("-Xmx" + heap + "m", "-XX:+ExitOnOutOfMemoryError"),
            List.of("group-distinct", "--keys=" + keys, "--threads=" + threads));
    ChildJvm.End end = jvm.run(ChildJvm.Limits.of(Duration.ofHours(2)));
    double input = inputBytes(keys) / MEGABYTE;
    String what =
        String.format(
            Locale.ROOT,
            "GroupByKey of %,d distinct keys | %,.0f | %,d | %.1fx",
            keys,
            input,
            heap,
            input / heap);
    if (!end.succeeded()) {
      System.out.printf("| %s | | | | failed |%n", what);
      System.err.println(String.join("\n", end.lines()) + end.errors());
      return 1;
    }
    RunLine line = RunLine.parse(end.lines().get(0));
    boolean right = line.answer().equals(expected(keys));
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f | %.1f | %,d | %s |%n",
        what,
        line.seconds(),
        line.cpuSeconds(),
        line.peakRssMegabytes(),
        right ? "right" : "wrong: " + line.answer());
    return right ? 0 : 1;
  }
}
