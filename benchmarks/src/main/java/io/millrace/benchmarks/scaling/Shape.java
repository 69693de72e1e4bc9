package io.millrace.benchmarks.scaling;

import io.millrace.benchmarks.Numbered;
import io.millrace.benchmarks.NumberedSource;
import io.millrace.benchmarks.RunLine;
import io.millrace.benchmarks.nexmark.query.RandomKeys;
import io.millrace.benchmarks.nexmark.query.RunningCounts;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Duration;
import java.util.Locale;

/** A pipeline that has a size. All read keys at random from a source without end. */
enum Shape {
  /** A running count in state, over so many keys. */
  STATE_KEYS,
  /** Counts by key in windows of a minute, over so many keys. */
  COUNT_KEYS,
  /** Counts of 1,000 keys in windows of so many seconds, every second. */
  OVERLAP,
  /** So many maps one after the other, in one stage. */
  MAPS,
  /** So many redistributions one after the other. */
  EXCHANGES;

  private static final int KEYS = 1000;

  /** What the pipeline reads. */
  private RandomKeys input(int size) {
    return new RandomKeys(this == STATE_KEYS || this == COUNT_KEYS ? size : KEYS);
  }

  private PCollection<Long> results(PCollection<Long> keys, int size) {
    return switch (this) {
      case STATE_KEYS -> values(new RunningCounts(size).answer(keys));
      case COUNT_KEYS ->
          values(
              keys.apply(Window.into(FixedWindows.of(Duration.ofMinutes(1))))
                  .apply(Count.perElement()));
      case OVERLAP ->
          values(
              keys.apply(
                      Window.into(
                          SlidingWindows.of(Duration.ofSeconds(size)).every(Duration.ofSeconds(1))))
                  .apply(Count.perElement()));
      case MAPS -> {
        PCollection<Long> mapped = keys;
        for (int i = 0; i < size; i++) {
          mapped =
              mapped.apply("Map" + i, MapElements.into(TypeDescriptors.longs()).via(n -> n + 1));
        }
        yield mapped;
      }
      case EXCHANGES -> {
        PCollection<Long> moved = keys;
        for (int i = 0; i < size; i++) {
          moved = moved.apply("Exchange" + i, Redistribute.arbitrarily());
        }
        yield moved;
      }
    };
  }

  private static PCollection<Long> values(PCollection<KV<Long, Long>> counts) {
    return counts.apply(
        "Row",
        MapElements.into(TypeDescriptors.longs()).via(kv -> kv.getKey() * 31 + kv.getValue()));
  }

  /** Runs the pipeline once. */
  RunLine.Answer run(int size, long events, int parallelism) {
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs("--targetParallelism=" + parallelism).create());
    Numbered<Long> input = input(size);
    results(pipeline.apply("Read", Read.from(NumberedSource.of(input, events))), size)
        .apply("Sum", ParDo.of(new Sum()));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    return RunLine.Answer.of(events, result, Sum.class, "rows");
  }

  /** Adds up the rows, so that nothing can be left out. */
  static final class Sum extends DoFn<Long, Void> {

    private static final long serialVersionUID = 1;

    private final Counter rows = Metrics.counter(Sum.class, "rows");
    private final Counter hashes = Metrics.counter(Sum.class, "hashes");
    private long count;
    private long sum;

    @ProcessElement
    public void processElement(@Element Long row) {
      count++;
      sum += row;
    }

    @FinishBundle
    public void finishBundle() {
      rows.inc(count);
      hashes.inc(sum);
      count = 0;
      sum = 0;
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
