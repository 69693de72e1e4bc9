package io.millrace.benchmarks;

import com.sun.management.ThreadMXBean;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.Combine;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.Mean;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Counts events of a source without end by key, in windows of event time. */
@Command(
    name = "windowed-count",
    mixinStandardHelpOptions = true,
    description = "Counts events by key in fixed, sliding or session windows, as time passes.")
final class WindowedCount implements Callable<Integer> {

  /** What the events are put into. */
  enum Windows {
    FIXED,
    SLIDING,
    SESSIONS
  }

  /** What is made of the events of a key and window. */
  enum Result {
    COUNT,
    MEAN,
    GROUP
  }

  @Option(
      names = "--windows",
      defaultValue = "FIXED",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  Windows windows = Windows.FIXED;

  @Option(
      names = "--result",
      defaultValue = "COUNT",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  Result result = Result.COUNT;

  @Option(
      names = "--size",
      defaultValue = "60",
      description = "Of a window, or the gap of sessions, in seconds (default: ${DEFAULT-VALUE}).")
  long size;

  @Option(
      names = "--period",
      defaultValue = "1",
      description = "Of sliding windows, in seconds (default: ${DEFAULT-VALUE}).")
  long period;

  @Option(
      names = "--events",
      defaultValue = "10000000",
      description = "How many events (default: ${DEFAULT-VALUE}).")
  long events;

  @Option(
      names = "--keys",
      defaultValue = "1000",
      description = "How many keys (default: ${DEFAULT-VALUE}).")
  long keys;

  @Option(
      names = "--rate",
      defaultValue = "10000",
      description = "Events in a second of event time (default: ${DEFAULT-VALUE}).")
  long rate;

  @Option(
      names = "--disorder",
      defaultValue = "0",
      description = "By how many milliseconds events are out of order (default: ${DEFAULT-VALUE}).")
  long disorder;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "How many threads (default: ${DEFAULT-VALUE}).")
  int threads;

  @Option(
      names = "--reps",
      defaultValue = "1",
      description = "How often, in one JVM; the first ones warm it up (default: ${DEFAULT-VALUE}).")
  int reps;

  /** Adds up what comes out, so that nothing can be left out. */
  static final class Check<V> extends DoFn<KV<Long, V>, Void> {

    private static final long serialVersionUID = 1;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** By thread: threads begin with the job, so that all they allocated is the job's. */
    private static final ConcurrentHashMap<Long, Long> ALLOCATED = new ConcurrentHashMap<>();

    private final Counter panes = Metrics.counter(Check.class, "panes");
    private final Counter hashes = Metrics.counter(Check.class, "hashes");
    private long count;
    private long hash;

    @ProcessElement
    public void processElement(@Element KV<Long, V> result, BoundedWindow window) {
      count++;
      hash += (result.getKey() * 31 + hash(result.getValue())) * 31 + window.maxTimestampMillis();
    }

    private static long hash(Object value) {
      if (value instanceof Iterable<?> values) {
        long sum = 0;
        for (Object each : values) {
          sum += each.hashCode();
        }
        return sum;
      }
      return value.hashCode();
    }

    @FinishBundle
    public void finishBundle() {
      panes.inc(count);
      hashes.inc(hash);
      count = 0;
      hash = 0;
    }

    @Teardown
    public void tearDown() {
      Thread thread = Thread.currentThread();
      ALLOCATED.put(thread.getId(), THREADS.getThreadAllocatedBytes(thread.getId()));
    }

    static long takeAllocated() {
      long sum = ALLOCATED.values().stream().mapToLong(Long::longValue).sum();
      ALLOCATED.clear();
      return sum;
    }
  }

  private WindowFn<Object, ?> windowFn() {
    return switch (windows) {
      case FIXED -> FixedWindows.of(Duration.ofSeconds(size));
      case SLIDING -> SlidingWindows.of(Duration.ofSeconds(size)).every(Duration.ofSeconds(period));
      case SESSIONS -> Sessions.withGapDuration(Duration.ofSeconds(size));
    };
  }

  @Override
  public Integer call() throws Exception {
    String query = (windows + "-" + result).toLowerCase(Locale.ROOT);
    for (int rep = 0; rep < reps; rep++) {
      RunLine line = RunLine.measure("pipeline", query, this::run);
      System.out.printf(
          Locale.ROOT, "%s alloc_b_per_event=%d%n", line, Check.takeAllocated() / events);
    }
    return 0;
  }

  private RunLine.Answer run() {
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--targetParallelism=" + threads).create());
    long distinct = keys;
    PCollection<KV<Long, Long>> input =
        pipeline
            .apply(Read.from(NumberedSource.of(new MixedEvents(rate, disorder), events)))
            .apply(
                "Key",
                MapElements.into(
                        TypeDescriptors.kvs(TypeDescriptors.longs(), TypeDescriptors.longs()))
                    .via(n -> KV.of(Long.remainderUnsigned(MixedEvents.mixed(n), distinct), n)))
            .apply(Window.into(windowFn()));
    switch (result) {
      case COUNT ->
          input.apply(Count.<Long, Long>perKey()).apply("Check", ParDo.of(new Check<Long>()));
      case MEAN ->
          input
              .apply(Combine.<Long, Long, Double>perKey(Mean.<Long>of()))
              .apply("Check", ParDo.of(new Check<Double>()));
      case GROUP ->
          input
              .apply(GroupByKey.<Long, Long>create())
              .apply("Check", ParDo.of(new Check<Iterable<Long>>()));
    }
    PipelineResult done = pipeline.run();
    done.waitUntilFinish();
    return RunLine.Answer.of(events, done, Check.class, "panes");
  }
}
