package io.millrace.benchmarks;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A timer for each of many keys: all are set before the first one fires. */
@Command(
    name = "timer-each-key",
    mixinStandardHelpOptions = true,
    description = "Sets one event-time timer for each key, and lets all of them fire at the end.")
final class TimerEachKey implements Callable<Integer> {

  @Option(
      names = "--keys",
      defaultValue = "10000000",
      description = "How many keys (default: ${DEFAULT-VALUE}).")
  long keys;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "How many threads (default: ${DEFAULT-VALUE}).")
  int threads;

  /** Sets a timer at a time that looks random, so that the order of firing is not that of keys. */
  static final class Remind extends DoFn<KV<Long, Long>, Long> {

    @TimerId("reminder")
    private final TimerSpec reminder = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void processElement(
        @Element KV<Long, Long> element, @TimerId("reminder") Timer reminder) {
      long time = (element.getKey() * 0x9E3779B97F4A7C15L) >>> 24;
      reminder.set(Instant.ofEpochMilli(time));
    }

    @OnTimer("reminder")
    public void onReminder(@Key Long key, OutputReceiver<Long> out) {
      out.output(key);
    }
  }

  /** Adds up what comes out, so that nothing can be left out. */
  static final class Check extends DoFn<Long, Void> {

    private final Counter fired = Metrics.counter(Check.class, "fired");
    private final Counter hashes = Metrics.counter(Check.class, "hashes");

    @ProcessElement
    public void processElement(@Element Long key) {
      fired.inc();
      hashes.inc(key * 31 + 7);
    }
  }

  @Override
  public Integer call() throws Exception {
    System.out.println(RunLine.measure("pipeline", "timer-each-key", this::run));
    return 0;
  }

  private RunLine.Answer run() {
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--targetParallelism=" + threads).create());
    pipeline
        .apply(GenerateSequence.from(0).to(keys))
        .apply(
            "Key",
            MapElements.into(TypeDescriptors.kvs(TypeDescriptors.longs(), TypeDescriptors.longs()))
                .via(n -> KV.of(n, n)))
        .apply("Remind", ParDo.of(new Remind()))
        .apply("Check", ParDo.of(new Check()));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    return RunLine.Answer.of(keys, result, Check.class, "fired");
  }
}
