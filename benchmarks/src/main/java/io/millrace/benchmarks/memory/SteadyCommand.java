package io.millrace.benchmarks.memory;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.SerializableFunction;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a stream for an hour of its own time, and tells what has grown. */
@Command(
    name = "nexmark-steady",
    mixinStandardHelpOptions = true,
    description = {
      "Streams some minutes of event time and processing time, as fast as they can be computed, and"
          + " compares the live objects after some of the minutes with those at the end.",
      "Exit code 1 if their bytes have grown by more than is allowed."
    })
public final class SteadyCommand implements Callable<Integer> {

  private static final int SECONDS = 60;
  private static final int CLASSES = 10;

  @Option(
      names = "--minutes",
      defaultValue = "60",
      description = "How long, in the time of the stream (default: ${DEFAULT-VALUE}).")
  long minutes;

  @Option(
      names = "--warmup",
      defaultValue = "10",
      description =
          "After how many minutes live objects are first counted (default: ${DEFAULT-VALUE}).")
  long warmup;

  @Option(
      names = "--allowed",
      defaultValue = "0.05",
      description = "The share by which live bytes may grow (default: ${DEFAULT-VALUE}).")
  double allowed;

  /** Counted from within the pipeline, whose functions are copies: by the number of the second. */
  private static final Map<Long, LiveObjects> COUNTED = new ConcurrentSkipListMap<>();

  /**
   * Counts live objects at the beginning of two of the seconds. What was counted in the second
   * before the first is kept until then, so that at both counts one other is among the objects.
   */
  private record Count(long first, long last) implements SerializableFunction<Long, Void> {

    @Override
    @SuppressWarnings("NullAway") // a Void is null
    public Void apply(Long second) {
      if (second == first - 1 || second == first || second == last) {
        LiveObjects counted = LiveObjects.now();
        COUNTED.remove(first - 1);
        COUNTED.put(second, counted);
      }
      return null;
    }
  }

  @Override
  public Integer call() {
    if (warmup < 1 || warmup >= minutes) {
      System.err.printf("--warmup=%d must be at least 1 and less than --minutes%n", warmup);
      return 2;
    }
    long start = System.nanoTime();
    PipelineResult result = run();
    double seconds = (System.nanoTime() - start) / 1e9;
    LiveObjects before = counted(warmup * SECONDS);
    LiveObjects after = counted(minutes * SECONDS);
    double growth = (double) after.totalBytes() / before.totalBytes() - 1;
    System.out.printf(
        Locale.ROOT,
        "%d minutes of %,d events a second in %.0f s;",
        minutes,
        SimulatedStream.EVENTS_PER_SECOND,
        seconds);
    for (String branch : List.of("sliding", "sessions", "state", "sideInputs")) {
      System.out.printf(
          Locale.ROOT,
          " %s rows=%,d",
          branch,
          result.metrics().sumOfCounters(SteadyPipeline.rows(branch)));
    }
    System.out.printf(
        Locale.ROOT,
        "%nlive bytes after %d minutes: %,d; after %d: %,d; growth %.2f %% (allowed: %.2f %%)%n%n",
        warmup,
        before.totalBytes(),
        minutes,
        after.totalBytes(),
        100 * growth,
        100 * allowed);
    System.out.println("| class that grew | bytes before | bytes after | growth |");
    System.out.println("| --- | --: | --: | --: |");
    for (LiveObjects.Growth grown : after.grownSince(before).stream().limit(CLASSES).toList()) {
      System.out.printf(
          Locale.ROOT,
          "| `%s` | %,d | %,d | %,d |%n",
          grown.className(),
          grown.before(),
          grown.after(),
          grown.bytes());
    }
    return growth <= allowed ? 0 : 1;
  }

  private static LiveObjects counted(long second) {
    LiveObjects objects = COUNTED.get(second);
    if (objects == null) {
      throw new IllegalStateException("The stream has not come to second " + second);
    }
    return objects;
  }

  /** One second more than is asked for: at its beginning the pipeline is at rest. */
  private PipelineResult run() {
    COUNTED.clear();
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    Count count = new Count(warmup * SECONDS, minutes * SECONDS);
    SteadyPipeline.apply(
        pipeline.apply("Read", Read.from(new SimulatedStream(minutes * SECONDS + 1, count))));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    return result;
  }
}
