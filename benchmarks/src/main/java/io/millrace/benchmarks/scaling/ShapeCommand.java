package io.millrace.benchmarks.scaling;

import io.millrace.benchmarks.RunLine;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a pipeline of some size several times in one JVM, and prints a line each time. */
@Command(
    name = "shape",
    mixinStandardHelpOptions = true,
    description = "Runs a pipeline that has a size: one point of nexmark-scaling.")
public final class ShapeCommand implements Callable<Integer> {

  @Option(names = "--shape", required = true, description = "One of ${COMPLETION-CANDIDATES}.")
  Shape shape = Shape.MAPS;

  @Option(names = "--size", required = true, description = "The size of the pipeline.")
  int size;

  @Option(
      names = "--events",
      defaultValue = "1000000",
      description = "How many events (default: ${DEFAULT-VALUE}).")
  long events;

  @Option(
      names = "--parallelism",
      defaultValue = "2",
      description = "How many threads (default: ${DEFAULT-VALUE}).")
  int parallelism;

  @Option(
      names = "--reps",
      defaultValue = "2",
      description = "How often, in one JVM; the first ones warm it up (default: ${DEFAULT-VALUE}).")
  int reps;

  @Override
  public Integer call() throws Exception {
    for (int rep = 0; rep < reps; rep++) {
      System.gc();
      System.out.println(
          RunLine.measure(
              "pipeline", shape + "-" + size, () -> shape.run(size, events, parallelism)));
    }
    return 0;
  }
}
