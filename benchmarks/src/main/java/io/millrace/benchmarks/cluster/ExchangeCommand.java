package io.millrace.benchmarks.cluster;

import io.millrace.benchmarks.RunLine;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.DistributedRunner;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.values.KV;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Records that go by key from worker to worker, beside a bare stream of as many bytes. */
@Command(
    name = "exchange",
    mixinStandardHelpOptions = true,
    description =
        "Sends records of 100 bytes by key between two worker processes with a slot each, of which"
            + " half stay where they are; and as many bytes as cross over a bare gRPC stream.")
public final class ExchangeCommand implements Callable<Integer> {

  /** With a key of up to five bytes, and the length of this, a record has about 100 bytes. */
  private static final int VALUE_BYTES = 94;

  private static final int RECORD_BYTES = 100;
  private static final double WARM_UP = 0.2;

  @Option(
      names = "--records",
      defaultValue = "20000000",
      description = "How many records (default: ${DEFAULT-VALUE}).")
  long records;

  @Option(
      names = "--messageBytes",
      defaultValue = "102400",
      description = "The size of a message of the bare stream (default: ${DEFAULT-VALUE}).")
  int messageBytes;

  /** Makes records. */
  static final class MakeRecord extends DoFn<Long, KV<Long, byte[]>> {
    private static final long serialVersionUID = 1;

    private final byte[] value = new byte[VALUE_BYTES];

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<KV<Long, byte[]>> out) {
      out.output(KV.of(number, value));
    }
  }

  /** Counts records, so that none can be left out. */
  static final class Check extends DoFn<KV<Long, byte[]>, Void> {
    private static final long serialVersionUID = 1;

    private final Counter count = Metrics.counter(Check.class, "records");
    private final Counter hashes = Metrics.counter(Check.class, "hashes");

    private transient long records;
    private transient long sum;

    @ProcessElement
    public void process(@Element KV<Long, byte[]> record) {
      records++;
      sum += record.getKey();
    }

    /** Once a bundle: what counters cost is not what is measured. */
    @FinishBundle
    public void count() {
      count.inc(records);
      hashes.inc(sum);
      records = 0;
      sum = 0;
    }
  }

  @Override
  public Integer call() throws Exception {
    try (Nodes nodes = new Nodes(List.of("-Xmx512m", "-XX:+UseSerialGC"))) {
      Nodes.Node coordinator = nodes.coordinator();
      nodes.worker(coordinator);
      nodes.worker(coordinator);
      long few = (long) (records * WARM_UP);
      run(coordinator.address(), few);
      RunLine some =
          RunLine.measure("pipeline", "exchange-few", () -> run(coordinator.address(), few));
      RunLine exchange =
          RunLine.measure("pipeline", "exchange", () -> run(coordinator.address(), records));
      System.out.println(some);
      System.out.println(exchange);
      System.out.println(line("exchange", records / 2.0 / exchange.seconds()));
      // what both runs have in common is their start and their end
      System.out.println(
          line("exchange-steady", (records - few) / 2.0 / (exchange.seconds() - some.seconds())));
    }
    try (Nodes nodes = new Nodes(List.of("-Xmx512m", "-XX:+UseSerialGC"))) {
      Nodes.Node bare = nodes.bare();
      int messages = (int) (records / 2 * RECORD_BYTES / messageBytes);
      BareStream.send(bare.address(), (int) (messages * WARM_UP), messageBytes);
      double seconds = BareStream.send(bare.address(), messages, messageBytes);
      System.out.println(
          line("bare-stream", (double) messages * messageBytes / RECORD_BYTES / seconds));
    }
    return 0;
  }

  private static String line(String what, double recordsPerSecond) {
    return String.format(
        Locale.ROOT,
        "%s: %.0f records/s cross, %.1f MB/s",
        what,
        recordsPerSecond,
        recordsPerSecond * RECORD_BYTES / 1e6);
  }

  private static RunLine.Answer run(String coordinator, long records) {
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setRunner(DistributedRunner.class);
    options.setCoordinator(coordinator);
    options.setParallelism(2);
    options.setFilesToStage(List.of()); // workers have this class path
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(GenerateSequence.from(0).to(records))
        .apply("Make", ParDo.of(new MakeRecord()))
        .apply(Redistribute.byKey())
        .apply("Check", ParDo.of(new Check()));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    RunLine.Answer answer = RunLine.Answer.of(records, result, Check.class, "records");
    if (answer.count() != records) {
      throw new IllegalStateException(answer.count() + " of " + records + " records came");
    }
    return answer;
  }
}
