package io.millrace.benchmarks.nexmark;

import io.millrace.benchmarks.NumberedSource;
import io.millrace.benchmarks.RunLine;
import io.millrace.benchmarks.nexmark.query.Checksum;
import io.millrace.benchmarks.nexmark.query.Query;
import io.millrace.runners.host.state.StateBackends;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.ParDo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs queries as pipelines.
 *
 * @param runner the short name of the runner
 * @param parallelism how many threads the runner may use
 * @param state where it keeps the state of functions
 * @param checkpointEvery how often it takes checkpoints; null for its own way
 */
record QueryRun(String runner, int parallelism, String state, @Nullable String checkpointEvery) {

  /** With state on the heap. */
  QueryRun(String runner, int parallelism) {
    this(runner, parallelism, StateBackends.HEAP, null);
  }

  /** A pipeline without anything in it, for this runner. */
  Pipeline emptyPipeline() {
    String option = runner.equals("direct") ? "--targetParallelism=" : "--parallelism=";
    List<String> options =
        new ArrayList<>(List.of("--runner=" + runner, option + parallelism, "--state=" + state));
    if (checkpointEvery != null) {
      options.add("--checkpointEvery=" + checkpointEvery);
    }
    return Pipeline.create(
        PipelineOptionsFactory.fromArgs(options.toArray(String[]::new)).create());
  }

  /** The answer about the first so many elements of the query's stream. */
  <I, R> RunLine.Answer run(Query<I, R> query, long elements) {
    Pipeline pipeline = emptyPipeline();
    query
        .answer(pipeline.apply("Read", Read.from(NumberedSource.of(query.input(), elements))))
        .apply("Checksum", ParDo.of(new Checksum<>(query)));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    return RunLine.Answer.of(elements, result, Checksum.class, Checksum.ROWS);
  }
}
