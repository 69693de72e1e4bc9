package io.millrace.sdk.testing.contract.elements;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.Distribution;
import io.millrace.sdk.metrics.DistributionResult;
import io.millrace.sdk.metrics.Gauge;
import io.millrace.sdk.metrics.GaugeResult;
import io.millrace.sdk.metrics.MetricResult;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.metrics.MetricsFilter;
import io.millrace.sdk.metrics.StringSet;
import io.millrace.sdk.metrics.StringSetResult;
import io.millrace.sdk.testing.contract.kit.ContractTest;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What functions measure, added up over all tasks and bundles. */
@Subject("metrics")
public abstract class MetricsContract extends ContractTest {

  protected MetricsContract(Setting setting) {
    super(setting);
  }

  private static final class Measure extends DoFn<Integer, Integer> {
    private final Counter count = Metrics.counter("contract", "count");
    private final Distribution sizes = Metrics.distribution("contract", "sizes");
    private final Gauge last = Metrics.gauge("contract", "last");
    private final StringSet names = Metrics.stringSet("contract", "names");

    @ProcessElement
    public void processElement(@Element Integer n, OutputReceiver<Integer> out) {
      count.inc();
      sizes.update(n);
      last.set(42);
      names.add(n % 2 == 0 ? "even" : "odd");
      out.output(n);
    }
  }

  private PipelineResult run() {
    p.apply(Create.of(1, 2, 3, 4, 5, 6))
        .apply(Redistribute.arbitrarily())
        .apply("Once", ParDo.of(new Measure()))
        .apply("Again", ParDo.of(new Measure()));
    PipelineResult result = p.run();
    result.waitUntilFinish();
    return result;
  }

  private static MetricsFilter ofStep(String step) {
    return MetricsFilter.builder().addStep(step).build();
  }

  @Test
  void valuesOfAllTasksAreAddedUpForEachStep() {
    PipelineResult result = run();

    for (String step : new String[] {"Once", "Again"}) {
      MetricResult<Long> count =
          result.metrics().queryMetrics(ofStep(step)).getCounters().iterator().next();
      assertEquals(6, count.getAttempted(), step);
      MetricResult<DistributionResult> sizes =
          result.metrics().queryMetrics(ofStep(step)).getDistributions().iterator().next();
      assertEquals(DistributionResult.create(21, 6, 1, 6), sizes.getAttempted());
    }
    assertEquals(12, counter(result, "contract", "count"));
  }

  @Test
  void gaugesAndSetsAreThereToo() {
    PipelineResult result = run();

    MetricResult<GaugeResult> last =
        result.metrics().queryMetrics(ofStep("Once")).getGauges().iterator().next();
    assertEquals(42, last.getAttempted().getValue());
    MetricResult<StringSetResult> names =
        result.metrics().queryMetrics(ofStep("Once")).getStringSets().iterator().next();
    assertEquals(Set.of("even", "odd"), names.getAttempted().getStringSet());
  }

  @Test
  void aQueryFindsNothingOfOtherSteps() {
    PipelineResult result = run();

    assertTrue(!result.metrics().queryMetrics(ofStep("Never")).getCounters().iterator().hasNext());
  }
}
