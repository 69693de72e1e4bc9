package io.millrace.benchmarks.parts;

import io.millrace.benchmarks.FusedChain;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures all parts of the engine, and prints one table. */
@Command(
    name = "parts",
    mixinStandardHelpOptions = true,
    description = {
      "Measures parts of the engine with JMH and prints a table in Markdown: the mean of the time"
          + " that passed and the least CPU time of the process, in nanoseconds an operation.",
      "The jmh command gives all of JMH's own output instead."
    })
public final class PartsCommand implements Callable<Integer> {

  @Option(
      names = "--only",
      defaultValue = "",
      description = "A part of the names of those to measure (default: all).")
  String only = "";

  @Option(
      names = "--forks",
      defaultValue = "2",
      description = "How many JVMs measure each (default: ${DEFAULT-VALUE}).")
  int forks;

  @Override
  public Integer call() throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(
            "(" + Part.class.getPackageName() + "|" + FusedChain.class.getName() + ").*" + only)
        .addProfiler(CpuTime.class)
        .forks(forks)
        .verbosity(VerboseMode.SILENT);
    System.out.println("| part | ns | least cpu ns |");
    System.out.println("| --- | --: | --: |");
    for (RunResult result : new Runner(options.build()).run()) {
      System.out.println(row(result));
    }
    return 0;
  }

  /** The class and its method, with parameters if it has some. */
  static String name(BenchmarkParams params) {
    String[] path = params.getBenchmark().split("\\.", -1);
    String name = path[path.length - 2] + "." + path[path.length - 1];
    String values =
        params.getParamsKeys().stream()
            .map(key -> key + "=" + params.getParam(key))
            .collect(Collectors.joining(", "));
    return values.isEmpty() ? "`" + name + "`" : "`" + name + "` " + values;
  }

  private static String row(RunResult result) {
    Result<?> cpu = result.getSecondaryResults().get(CpuTime.NAME);
    return String.format(
        Locale.ROOT,
        "| %s | %,.1f | %s |",
        name(result.getParams()),
        result.getPrimaryResult().getScore(),
        cpu == null ? "unknown" : String.format(Locale.ROOT, "%,.1f", cpu.getScore()));
  }
}
