package io.millrace.benchmarks.nexmark;

import io.millrace.benchmarks.NumberedSource;
import io.millrace.benchmarks.Pace;
import io.millrace.benchmarks.RunLine;
import io.millrace.benchmarks.nexmark.query.Query;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.transforms.ParDo;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Makes events at a fixed rate, and prints how long after they were due rows of the answer came.
 */
@Command(
    name = "nexmark-latency",
    mixinStandardHelpOptions = true,
    description = "Measures the time from source to sink at a fixed rate.")
public final class LatencyCommand implements Callable<Integer> {

  private static final double NANOS_PER_MILLI = 1e6;

  @Option(names = "--query", required = true, description = "One of ${COMPLETION-CANDIDATES}.")
  Question question = Question.Q1;

  @Option(
      names = "--runner",
      defaultValue = "direct",
      description = "The runner of the pipeline (default: ${DEFAULT-VALUE}).")
  String runner = "direct";

  @Option(
      names = "--rate",
      defaultValue = "100000",
      description = "Events in a second (default: ${DEFAULT-VALUE}).")
  long rate;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "How long (default: ${DEFAULT-VALUE}).")
  long seconds;

  @Option(
      names = "--warmup",
      defaultValue = "10",
      description = "How many of the seconds do not count (default: ${DEFAULT-VALUE}).")
  long warmup;

  @Option(
      names = "--parallelism",
      defaultValue = "2",
      description = "How many threads (default: ${DEFAULT-VALUE}).")
  int parallelism;

  @Override
  public Integer call() throws Exception {
    RunLine line =
        RunLine.measure(
            runner,
            question.toString(),
            () -> {
              run(question.query());
              return new RunLine.Answer(rate * seconds, 0, 0);
            });
    Histogram nanos = Latency.takeAll();
    if (nanos.getTotalCount() == 0) {
      System.err.printf(
          "%s gave no rows between second %d and the end of input%n", question, warmup);
      return 1;
    }
    System.out.printf(
        Locale.ROOT,
        "%s %s rate=%d seconds=%d n=%d p50_ms=%.2f p99_ms=%.2f p99.9_ms=%.2f max_ms=%.2f cpu_s=%.1f%n",
        runner,
        question,
        rate,
        seconds,
        nanos.getTotalCount(),
        nanos.getValueAtPercentile(50) / NANOS_PER_MILLI,
        nanos.getValueAtPercentile(99) / NANOS_PER_MILLI,
        nanos.getValueAtPercentile(99.9) / NANOS_PER_MILLI,
        nanos.getMaxValue() / NANOS_PER_MILLI,
        line.cpuSeconds());
    return 0;
  }

  private <I, R> void run(Query<I, R> query) {
    Pipeline pipeline = new QueryRun(runner, parallelism).emptyPipeline();
    long events = rate * seconds;
    Pace pace = new Pace(System.nanoTime(), rate);
    NumberedSource<I> source = NumberedSource.of(query.input(), events).at(pace);
    query
        .answer(pipeline.apply("Read", Read.from(source)))
        .apply("Latency", ParDo.of(new Latency<>(pace, rate * warmup, events - 1)));
    pipeline.run().waitUntilFinish();
  }
}
