package io.millrace.simulation.command;

import io.millrace.simulation.run.Outcome;
import io.millrace.simulation.run.Repro;
import io.millrace.simulation.run.Schedule;
import io.millrace.simulation.run.Shrinker;
import io.millrace.simulation.run.Simulation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command: runs seeds, or a schedule from a file. Exit code 1 means that something did not
 * hold.
 */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnExecutionException = 2,
    description = "Runs simulated clusters, each from a seed, and looks whether all laws hold.")
public final class Simulate implements Callable<Integer> {

  private static final int SHRINK_RUNS = 400;
  private static final int ONE_IN_A_HUNDRED = 100;

  @Option(
      names = "--seeds",
      paramLabel = "A..B",
      description = "The seeds from A to B, both included.")
  private String seeds = "";

  @Option(names = "--hours", paramLabel = "H", description = "As many seeds as fit in H hours.")
  private double hours;

  @Option(names = "--repro", paramLabel = "FILE", description = "The schedule in a file.")
  private String repro = "";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Runs at the same time (default: the number of processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--out",
      paramLabel = "DIRECTORY",
      description = "Where schedules that fail are written (default: target/repro).")
  private String directory = "target/repro";

  private final PrintStream out = System.out;

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Simulate()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    if (!repro.isEmpty()) {
      return replay();
    }
    if (!seeds.isEmpty()) {
      String[] bounds = seeds.split("\\.\\.", -1);
      long first = Long.parseLong(bounds[0]);
      return runAll(first, bounds.length > 1 ? Long.parseLong(bounds[1]) : first, Long.MAX_VALUE);
    }
    if (hours > 0) {
      return runAll(0, Long.MAX_VALUE, (long) (hours * 3.6e12));
    }
    throw new CommandLine.ParameterException(
        new CommandLine(this), "one of --seeds, --hours and --repro is needed");
  }

  private int replay() throws IOException {
    Repro kept = Repro.read(Path.of(repro));
    Outcome outcome = Simulation.trace(kept.schedule());
    outcome.trace().forEach(out::println);
    out.println(kept.schedule());
    out.printf("trace hash %016x%n", outcome.traceHash());
    out.println(outcome.violation().map(v -> "violation: " + v.getMessage()).orElse("all held"));
    return outcome.violation().isPresent() ? 1 : 0;
  }

  private int runAll(long first, long last, long nanos)
      throws InterruptedException, ExecutionException {
    long begun = System.nanoTime();
    AtomicLong next = new AtomicLong(first);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    Tally total = new Tally();
    try {
      List<Future<Tally>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        parts.add(
            pool.submit(
                () -> {
                  Tally tally = new Tally();
                  long seed = next.getAndIncrement();
                  while (seed <= last && System.nanoTime() - begun < nanos) {
                    runOne(seed, tally);
                    seed = next.getAndIncrement();
                  }
                  return tally;
                }));
      }
      for (Future<Tally> part : parts) {
        total.add(part.get());
      }
    } finally {
      pool.shutdownNow();
    }
    out.print(total.report((System.nanoTime() - begun) / 1e9));
    return total.violations() == 0 ? 0 : 1;
  }

  private void runOne(long seed, Tally tally) throws IOException {
    Schedule schedule = Schedule.of(seed);
    Outcome outcome = Simulation.run(schedule);
    tally.add(schedule, outcome);
    if (outcome.violation().isPresent() || seed % ONE_IN_A_HUNDRED == 0) {
      long again = Simulation.run(schedule).traceHash();
      if (again != outcome.traceHash()) {
        throw new IllegalStateException(
            String.format(
                "O10: seed %d had trace hash %016x, and then %016x",
                seed, outcome.traceHash(), again));
      }
    }
    if (outcome.violation().isPresent()) {
      out.printf("seed %d: %s%n", seed, outcome.violation().get().getMessage());
      Schedule small = Shrinker.shrink(schedule, Simulation::run, SHRINK_RUNS);
      Path file = Path.of(directory, seed + ".json");
      Repro.of(small, Simulation.run(small)).write(file);
      out.printf(
          "  %d of %d faults are left: %s%n",
          small.faults().size(), schedule.faults().size(), file);
    }
  }
}
