package io.millrace.benchmarks;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TypeDescriptors;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** GroupByKey of numbers that are all different: more than fits into memory, so it must spill. */
@Command(
    name = "group-distinct",
    mixinStandardHelpOptions = true,
    description = "Groups distinct keys; run it with a small heap, e.g. -Xmx512m.")
final class GroupDistinct implements Callable<Integer> {

  @Option(
      names = "--keys",
      defaultValue = "50000000",
      description = "How many keys (default: ${DEFAULT-VALUE}).")
  long keys;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "How many threads (default: ${DEFAULT-VALUE}).")
  int threads;

  /** Adds up what comes out, so that nothing can be left out. */
  static final class Check extends DoFn<KV<Long, Iterable<Long>>, Void> {

    private final Counter groups = Metrics.counter(Check.class, "groups");
    private final Counter hashes = Metrics.counter(Check.class, "hashes");

    @ProcessElement
    public void processElement(@Element KV<Long, Iterable<Long>> group) {
      long hash = group.getKey();
      for (long value : group.getValue()) {
        hash = hash * 31 + value;
      }
      groups.inc();
      hashes.inc(hash);
    }
  }

  @Override
  public Integer call() throws Exception {
    System.out.println(RunLine.measure("pipeline", "group-distinct", this::run));
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
                .via(n -> KV.of(n, ~n)))
        .apply(GroupByKey.create())
        .apply("Check", ParDo.of(new Check()));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    return RunLine.Answer.of(keys, result, Check.class, "groups");
  }
}
