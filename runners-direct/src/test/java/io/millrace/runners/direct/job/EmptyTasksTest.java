package io.millrace.runners.direct.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.MetricNameFilter;
import io.millrace.sdk.metrics.MetricResult;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.metrics.MetricsFilter;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EmptyTasksTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private static final class CountBundles extends DoFn<String, Void> {
    private final Counter bundles = Metrics.counter(CountBundles.class, "bundles");

    @StartBundle
    public void startBundle() {
      bundles.inc();
    }

    @ProcessElement
    public void processElement(@Element String element) {}
  }

  @Test
  void aTaskThatGetsNoElementsOpensNoBundle() {
    p.apply(Create.empty(StringUtf8Coder.of()))
        .apply(Redistribute.arbitrarily())
        .apply(ParDo.of(new CountBundles()));

    PipelineResult result = p.run();

    MetricsFilter filter =
        MetricsFilter.builder()
            .addNameFilter(MetricNameFilter.named(CountBundles.class, "bundles"))
            .build();
    assertThat(result.metrics().queryMetrics(filter).getCounters())
        .extracting(MetricResult::getAttempted)
        .allMatch(bundles -> bundles == 0L);
  }
}
