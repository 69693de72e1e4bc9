package io.millrace.simulation.engine;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.StageState;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.DistributedRunner;
import io.millrace.runners.distributed.task.Programs;
import io.millrace.runners.host.run.CheckOptions.Bundles;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.io.Write;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.metrics.MetricsSnapshot;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.differential.Case;
import io.millrace.sdk.testing.differential.CasePipeline;
import io.millrace.sdk.testing.differential.RandomCases;
import io.millrace.sdk.testing.generators.Entropy;
import io.millrace.sdk.testing.reference.Datum;
import io.millrace.sdk.testing.reference.Interpreter;
import io.millrace.sdk.testing.reference.Layer;
import io.millrace.sdk.testing.reference.Outcome;
import io.millrace.sdk.testing.reference.Ties;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A random pipeline as a job: what its layers give looks something up in a side input and goes into
 * a sink, and what that has in the end the interpreter of the rules says.
 */
final class CaseJob implements CasePipeline.Watcher {

  private static final String SEPARATOR = "\u0001";

  /** In how many orders things of the same rank are tried before there is a difference. */
  private static final int ORDERS = 2_000;

  private final String run;
  private final Case given;
  private final int parallelism;
  private final ByteString program;
  private final List<StageState> stages;
  private final Pipeline pipeline;
  private final PCollectionView<Map<String, String>> names;

  private CaseJob(long seed, Case given, int parallelism, long checkpointEveryMillis) {
    this.run = "case-" + seed;
    this.given = given;
    this.parallelism = parallelism;
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setRunner(DistributedRunner.class);
    options.setParallelism(parallelism);
    options.setCheckpointEvery(Duration.ofMillis(checkpointEveryMillis));
    options.setBundles(Bundles.EVERYTHING);
    options.setSeed(seed);
    options.setJobName("case");
    this.pipeline = Pipeline.create(options);
    this.names =
        pipeline
            .apply(
                "Names",
                Create.of(List.of(KV.of("k", "K"), KV.of("l", "L"), KV.of("odd", "O")))
                    .withCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of())))
            .apply("ByKey", View.asMap());
    CasePipeline.build(given, pipeline, this);
    this.program = Programs.encode(PipelineTranslation.toProto(pipeline), options, List.of());
    this.stages = Programs.stages(Programs.plan(PipelineTranslation.toProto(pipeline), options));
  }

  /**
   * What a seed comes to. The interpreter has one task for each step; where several make no
   * difference there are as many as may be, and about half of all cases are such.
   */
  static CaseJob of(long seed, int parallelism) {
    Entropy entropy = new Entropy(seed);
    boolean wide = parallelism > 1 && entropy.oneIn(2);
    Case drawn;
    do {
      drawn = RandomCases.legal().draw(entropy).value();
    } while (wide && !drawn.hasOnlyBundlesOfOne());
    // At each step, or where time passes, a checkpoint is waited for; or the script runs through.
    long every = entropy.oneIn(2) ? 0 : entropy.oneIn(2) ? 2_000 : Integer.MAX_VALUE;
    return new CaseJob(seed, drawn, drawn.hasOnlyBundlesOfOne() ? parallelism : 1, every);
  }

  int parallelism() {
    return parallelism;
  }

  /** Whether it means the same with any number of slots. */
  boolean isForAnySlots() {
    return given.hasOnlyBundlesOfOne();
  }

  List<StageState> stages() {
    return stages;
  }

  ByteString program() {
    return program;
  }

  void begin() {
    Visible.begin(run);
  }

  @Override
  public <V> void watch(String name, int layer, PCollection<KV<String, V>> results) {
    results
        .apply(name, ParDo.of(new Note<V>(layer, names)).withSideInputs(names))
        .setCoder(StringUtf8Coder.of())
        .apply(name + "Store", Write.to(new Visible(run)));
  }

  private static final class Note<V> extends DoFn<KV<String, V>, String> {
    private static final long serialVersionUID = 1;

    private final int layer;
    private final PCollectionView<Map<String, String>> names;

    Note(int layer, PCollectionView<Map<String, String>> names) {
      this.layer = layer;
      this.names = names;
    }

    @ProcessElement
    public void process(
        ProcessContext context,
        @Element KV<String, V> result,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane,
        OutputReceiver<String> out) {
      Datum datum = CasePipeline.datum(result, timestamp, window, pane);
      String name = context.sideInput(names).getOrDefault(datum.key(), "-");
      out.output(
          String.join(
              SEPARATOR,
              layer + " " + datum.key() + " " + datum.windows().get(0),
              datum.text() + " " + name));
    }
  }

  private static String name(String place) {
    return switch (place.split(" ", 3)[1]) {
      case "k" -> "K";
      case "l" -> "L";
      case "odd" -> "O";
      default -> "-";
    };
  }

  /** What can be seen and was counted, to be compared with what the rules say. */
  Outcome outcome(MetricsSnapshot metrics) {
    Outcome outcome = new Outcome();
    for (String line : Visible.end(run)) {
      String[] parts = line.split(SEPARATOR, 2);
      outcome.panes().computeIfAbsent(parts[0], key -> new ArrayList<>()).add(parts[1]);
    }
    for (int i = 0; i < given.description().layers().size(); i++) {
      Layer layer = given.description().layers().get(i);
      outcome.drop(i, "too late", layer.counted(counter(metrics, i, "droppedDueToLateness")));
      outcome.drop(i, "closed", layer.counted(counter(metrics, i, "droppedDueToClosedWindow")));
      outcome.drop(i, "in a gap", counter(metrics, i, "elementsInNoWindow"));
    }
    return outcome;
  }

  private static long counter(MetricsSnapshot metrics, int layer, String name) {
    return metrics.steps().entrySet().stream()
        .filter(step -> step.getKey().startsWith("L" + layer))
        .mapToLong(
            step -> step.getValue().counters().getOrDefault(MetricName.named("millrace", name), 0L))
        .sum();
  }

  /** Whether the rules allow an outcome. */
  boolean allows(Outcome actual) {
    if (actual.equals(expected(Ties.asTheyCame()))) {
      return true;
    }
    for (int seed = 0; seed < ORDERS; seed++) {
      if (actual.equals(expected(Ties.shuffled(seed)))) {
        return true;
      }
    }
    return false;
  }

  /** What the rules say, in one of the orders that they leave open. */
  Outcome expected(Ties ties) {
    Outcome said = Interpreter.run(given.description(), given.script(), ties);
    said.panes().replaceAll((place, all) -> all.stream().map(t -> t + " " + name(place)).toList());
    return said;
  }

  @Override
  public String toString() {
    return run + " in " + parallelism + " slots" + given;
  }
}
