package io.millrace.benchmarks.scaling;

import io.millrace.benchmarks.RunLine;
import io.millrace.benchmarks.jvm.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what an event costs as the work grows. */
@Command(
    name = "nexmark-scaling",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the CPU time of an event as events, keys, windows or the pipeline's depth grow.",
      "Each point is measured in a JVM of its own, of whose runs after the first the one with the"
          + " least CPU time counts. Prints a table in Markdown, and on standard error every run."
    })
public final class ScalingCommand implements Callable<Integer> {

  private static final Duration LONGEST = Duration.ofMinutes(30);

  /** The runs of small points are more, so that they are warmed up as well as the large ones. */
  private static final long MOST_REPS = 16;

  private static final long EVENTS = 2_000_000;
  private static final long EVENTS_FOR_KEYS = 10_000_000;

  /** What grows. */
  enum Growing {
    EVENTS,
    KEYS,
    OVERLAP,
    MAPS,
    EXCHANGES
  }

  @Option(
      names = "--panel",
      description = "One of ${COMPLETION-CANDIDATES}; can be given several times (default: all).")
  List<Growing> growing = new ArrayList<>(List.of(Growing.values()));

  @Option(
      names = "--scale",
      defaultValue = "1",
      description = "So many times as many events (default: ${DEFAULT-VALUE}).")
  double scale;

  @Option(
      names = "--reps",
      defaultValue = "4",
      description = "Runs of the largest points, at least 2 (default: ${DEFAULT-VALUE}).")
  int reps;

  @Option(
      names = "--parallelism",
      defaultValue = "2",
      description = "How many threads (default: ${DEFAULT-VALUE}).")
  int parallelism;

  @Option(names = "--svg", description = "A file to draw the points into.")
  @Nullable Path svg;

  @Option(names = "--jvm", description = "A flag of the JVMs; can be given several times.")
  List<String> jvm = new ArrayList<>(List.of("-Xmx8g"));

  /** What a point runs. */
  private record Run(long size, long events, List<String> arguments) {}

  @Override
  public Integer call() throws Exception {
    if (reps < 2) {
      System.err.println("--reps must be at least 2: the first run warms up and does not count");
      return 2;
    }
    System.out.println(
        "| what grows | pipeline | size | events | cpu us an event | of the smallest size |");
    System.out.println("| --- | --- | --: | --: | --: | --: |");
    List<Panel> panels = new ArrayList<>();
    for (Growing each : growing) {
      panels.add(panel(each));
    }
    Path file = svg;
    if (file != null) {
      Files.writeString(file, Chart.svg(panels));
    }
    return 0;
  }

  private Panel panel(Growing what) throws Exception {
    return switch (what) {
      case EVENTS -> {
        String title = "events";
        yield new Panel(
            title, "events", List.of(query(title, "q1"), query(title, "q7"), query(title, "q11")));
      }
      case KEYS -> {
        String title = "keys";
        List<Long> keys = List.of(10_000L, 100_000L, 1_000_000L, 10_000_000L);
        yield new Panel(
            title,
            "keys, drawn at random",
            List.of(
                shape(title, "st", Shape.STATE_KEYS, EVENTS_FOR_KEYS, keys),
                shape(title, "count", Shape.COUNT_KEYS, EVENTS_FOR_KEYS, keys)));
      }
      case OVERLAP -> {
        String title = "windows of an element";
        yield new Panel(
            title,
            "seconds of sliding windows every second",
            List.of(shape(title, "count", Shape.OVERLAP, 5 * EVENTS, List.of(1L, 6L, 60L, 600L))));
      }
      case MAPS -> {
        String title = "fused maps";
        yield new Panel(
            title,
            "maps in one stage",
            List.of(shape(title, "maps", Shape.MAPS, 5 * EVENTS, List.of(1L, 3L, 10L, 30L, 100L))));
      }
      case EXCHANGES -> {
        String title = "exchanges";
        yield new Panel(
            title,
            "redistributions",
            List.of(
                shape(title, "exchanges", Shape.EXCHANGES, EVENTS, List.of(1L, 2L, 5L, 10L, 20L))));
      }
    };
  }

  private Panel.Line query(String title, String query) throws Exception {
    return line(
        title,
        query,
        List.of(EVENTS, 4 * EVENTS, 16 * EVENTS),
        size -> {
          long events = scaled(size);
          return new Run(events, events, List.of("nexmark", "--query=" + query));
        });
  }

  private Panel.Line shape(String title, String name, Shape shape, long events, List<Long> sizes)
      throws Exception {
    return line(
        title,
        name,
        sizes,
        size ->
            new Run(size, scaled(events), List.of("shape", "--shape=" + shape, "--size=" + size)));
  }

  private long scaled(long events) {
    return Math.max(1, Math.round(events * scale));
  }

  private Panel.Line line(String title, String name, List<Long> sizes, LongFunction<Run> run)
      throws Exception {
    List<Run> runs = sizes.stream().map(run::apply).toList();
    long most = runs.stream().mapToLong(Run::events).max().orElse(1);
    List<Panel.Point> points = new ArrayList<>();
    for (Run each : runs) {
      long times = Math.max(reps, Math.min(MOST_REPS, most / each.events));
      Panel.Point point = new Panel.Point(each.size, each.events, leastCpuMicros(each, times));
      points.add(point);
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %,d | %,d | %.3f | %.2fx |%n",
          title,
          name,
          point.size(),
          point.events(),
          point.cpuMicros(),
          point.cpuMicros() / points.get(0).cpuMicros());
    }
    return new Panel.Line(name, points);
  }

  private double leastCpuMicros(Run run, long times) throws Exception {
    List<String> arguments = new ArrayList<>(run.arguments);
    arguments.add("--events=" + run.events);
    arguments.add("--parallelism=" + parallelism);
    arguments.add("--reps=" + times);
    ChildJvm child = new ChildJvm(jvm, arguments);
    List<String> lines = child.run(ChildJvm.Limits.of(LONGEST)).linesOfSuccess(child);
    lines.forEach(System.err::println);
    return lines.stream()
        .skip(1)
        .mapToDouble(line -> RunLine.parse(line).cpuMicrosPerEvent())
        .min()
        .orElseThrow();
  }
}
