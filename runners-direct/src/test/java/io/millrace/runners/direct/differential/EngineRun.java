package io.millrace.runners.direct.differential;

import io.millrace.runners.direct.DirectOptions;
import io.millrace.runners.direct.DirectRunner;
import io.millrace.runners.direct.testing.Seen;
import io.millrace.runners.host.run.CheckOptions.Bundles;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.metrics.MetricNameFilter;
import io.millrace.sdk.metrics.MetricResult;
import io.millrace.sdk.metrics.MetricsFilter;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.differential.Case;
import io.millrace.sdk.testing.differential.CasePipeline;
import io.millrace.sdk.testing.reference.Datum;
import io.millrace.sdk.testing.reference.Layer;
import io.millrace.sdk.testing.reference.Outcome;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the direct runner makes of a case. */
final class EngineRun implements CasePipeline.Watcher {

  private final Case given;
  private final List<Seen<Datum>> seen = new ArrayList<>();

  private EngineRun(Case given) {
    this.given = given;
  }

  /** Bundles are as large as can be, in order. */
  static Outcome inOrder(Case given) {
    DirectOptions options = options();
    options.setBundles(Bundles.EVERYTHING);
    return new EngineRun(given).run(options);
  }

  /** Bundles are cut and shuffled at random, and elements go through their coders. */
  static Outcome strictly(Case given, long seed) {
    DirectOptions options = options();
    options.setBundles(Bundles.RANDOM);
    options.setStrictChecks(true);
    options.setSeed(seed);
    return new EngineRun(given).run(options);
  }

  /** Tasks are saved, thrown away and made anew from what was saved, again and again. */
  static Outcome restarting(Case given, long seed) {
    DirectOptions options = options();
    options.setBundles(Bundles.EVERYTHING);
    options.setRestartTasks(true);
    options.setSeed(seed);
    return new EngineRun(given).run(options);
  }

  /** State is in RocksDB, and tasks are restarted. */
  static Outcome stored(Case given, long seed) {
    DirectOptions options = options();
    options.setBundles(Bundles.EVERYTHING);
    options.setState("rocksdb");
    options.setRestartTasks(true);
    options.setSeed(seed);
    return new EngineRun(given).run(options);
  }

  private static DirectOptions options() {
    DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setTargetParallelism(1);
    return options;
  }

  private Outcome run(DirectOptions options) {
    Pipeline pipeline = Pipeline.create(options);
    CasePipeline.build(given, pipeline, this);
    PipelineResult result = pipeline.run();
    Outcome outcome = new Outcome();
    for (int layer = 0; layer < seen.size(); layer++) {
      for (Datum each : seen.get(layer).values()) {
        outcome.add(layer, each);
      }
      seen.get(layer).forget();
      Layer described = given.description().layers().get(layer);
      outcome.drop(
          layer, "too late", described.counted(counter(result, layer, "droppedDueToLateness")));
      outcome.drop(
          layer, "closed", described.counted(counter(result, layer, "droppedDueToClosedWindow")));
      outcome.drop(layer, "in a gap", counter(result, layer, "elementsInNoWindow"));
    }
    return outcome;
  }

  private static long counter(PipelineResult result, int layer, String name) {
    MetricsFilter filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.named("millrace", name)).build();
    long sum = 0;
    for (MetricResult<Long> found : result.metrics().queryMetrics(filter).getCounters()) {
      if (found.getKey().stepName().startsWith("L" + layer)) {
        sum += found.getAttempted();
      }
    }
    return sum;
  }

  @Override
  public <V> void watch(String name, int layer, PCollection<KV<String, V>> given) {
    Seen<Datum> results = new Seen<>();
    seen.add(results);
    given.apply(name, ParDo.of(new Note<>(results)));
  }

  /** Writes down what comes out of a layer. */
  private static final class Note<V> extends DoFn<KV<String, V>, Void> {
    private static final long serialVersionUID = 1;

    private final Seen<Datum> results;

    Note(Seen<Datum> results) {
      this.results = results;
    }

    @ProcessElement
    public void process(
        @Element KV<String, V> result,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane) {
      results.add(CasePipeline.datum(result, timestamp, window, pane));
    }
  }
}
