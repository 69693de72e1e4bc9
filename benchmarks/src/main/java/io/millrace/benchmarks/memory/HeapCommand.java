package io.millrace.benchmarks.memory;

import io.millrace.benchmarks.RunLine;
import io.millrace.benchmarks.jvm.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Finds the smallest heap with which queries run, as pipelines and as loops. */
@Command(
    name = "nexmark-heap",
    mixinStandardHelpOptions = true,
    description = {
      "Finds the smallest heap with which a query runs, by bisection over JVMs of their own.",
      "A run fails if memory is not enough, or if its JVM takes over 3 times the CPU time that it"
          + " takes with ample heap. Prints a table in Markdown, and on standard error every run."
    })
public final class HeapCommand implements Callable<Integer> {

  private static final Duration LONGEST = Duration.ofMinutes(30);

  /** A query and how many events are enough for what it keeps to come to its full size. */
  enum Query {
    Q5B(5_000_000),
    Q7(10_000_000),
    Q11(10_000_000),
    ST(5_000_000);

    private final long events;

    Query(long events) {
      this.events = events;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--query",
      description = "One of ${COMPLETION-CANDIDATES}; can be given several times (default: all).")
  List<Query> queries = new ArrayList<>(List.of(Query.values()));

  @Option(
      names = "--scale",
      defaultValue = "1",
      description = "So many times as many events (default: ${DEFAULT-VALUE}).")
  double scale;

  @Option(
      names = "--parallelism",
      defaultValue = "2",
      description = "How many threads (default: ${DEFAULT-VALUE}).")
  int parallelism;

  @Option(
      names = "--ample",
      defaultValue = "4096",
      description = "What is ample heap, in megabytes (default: ${DEFAULT-VALUE}).")
  int ample;

  @Option(
      names = "--slower",
      defaultValue = "3",
      description = "So many times the CPU time is too much (default: ${DEFAULT-VALUE}).")
  int slower;

  @Option(names = "--jvm", description = "A flag of the JVMs; can be given several times.")
  List<String> jvm = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    System.out.println(
        "| query | events | engine | smallest heap: MB | cpu s with it | cpu s with ample heap |");
    System.out.println("| --- | --: | --- | --: | --: | --: |");
    for (Query query : queries) {
      for (String engine : List.of("pipeline", "limit")) {
        System.out.println(new Search(query, engine).row());
      }
    }
    return 0;
  }

  /** The search for one query and engine. */
  private final class Search {

    private final Query query;
    private final String engine;
    private final long events;
    private RunLine.Answer expected = new RunLine.Answer(0, 0, 0);
    private Duration limit = LONGEST;
    private double cpuOfSmallest;

    Search(Query query, String engine) {
      this.query = query;
      this.engine = engine;
      this.events = Math.max(1, Math.round(query.events * scale));
    }

    String row() throws Exception {
      ChildJvm jvm = child(ample);
      ChildJvm.End end = jvm.run(ChildJvm.Limits.of(LONGEST));
      RunLine line = RunLine.parse(end.linesOfSuccess(jvm).get(0));
      expected = line.answer();
      limit = end.cpu().multipliedBy(slower);
      cpuOfSmallest = line.cpuSeconds();
      int smallest = SmallestHeap.megabytes(ample, this::runs);
      return String.format(
          Locale.ROOT,
          "| %s | %,d | %s | %,d | %.1f | %.1f |",
          query,
          events,
          engine,
          smallest,
          cpuOfSmallest,
          line.cpuSeconds());
    }

    private boolean runs(int megabytes) throws Exception {
      ChildJvm jvm = child(megabytes);
      ChildJvm.End end = jvm.run(new ChildJvm.Limits(limit, LONGEST));
      System.err.printf(
          Locale.ROOT,
          "%s %s -Xmx%dm: %s after %.1f s of CPU time%n",
          query,
          engine,
          megabytes,
          end.overLimit() ? "too slow" : end.exitCode() == 0 ? "runs" : "fails",
          end.cpu().toMillis() / 1000.0);
      if (end.overLimit() || lacksMemory(end)) {
        return false;
      }
      RunLine line = RunLine.parse(end.linesOfSuccess(jvm).get(0));
      if (!line.answer().equals(expected)) {
        throw new IllegalStateException(
            "with -Xmx"
                + megabytes
                + "m the answer is "
                + line.answer()
                + " where it was "
                + expected);
      }
      cpuOfSmallest = line.cpuSeconds();
      return true;
    }

    /** Also before it has begun: a JVM refuses a heap of a megabyte. */
    private boolean lacksMemory(ChildJvm.End end) {
      String said = end.lines() + end.errors();
      return !end.succeeded()
          && (said.contains("OutOfMemoryError") || said.contains("initialization of VM"));
    }

    private ChildJvm child(int megabytes) {
      List<String> flags = new ArrayList<>(jvm);
      flags.add("-Xmx" + megabytes + "m");
      flags.add("-XX:+ExitOnOutOfMemoryError");
      return new ChildJvm(
          flags,
          List.of(
              "nexmark",
              "--query=" + query,
              "--engine=" + engine,
              "--events=" + events,
              "--parallelism=" + parallelism,
              "--reps=1"));
    }
  }
}
