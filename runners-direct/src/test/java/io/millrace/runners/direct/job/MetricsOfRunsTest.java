package io.millrace.runners.direct.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.direct.testing.Gate;
import io.millrace.runners.direct.testing.Runs;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.Distribution;
import io.millrace.sdk.metrics.DistributionResult;
import io.millrace.sdk.metrics.Gauge;
import io.millrace.sdk.metrics.MetricNameFilter;
import io.millrace.sdk.metrics.MetricQueryResults;
import io.millrace.sdk.metrics.MetricResult;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.metrics.MetricsFilter;
import io.millrace.sdk.metrics.StringSet;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.SimpleFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class MetricsOfRunsTest {

  private final Gate entered = new Gate();
  private final Gate exit = new Gate();

  @Test
  void metricsOfAllTasksAreAddedUpStepByStep() {
    Pipeline p = Runs.pipeline("--targetParallelism=3");
    p.apply(GenerateSequence.from(0).to(999))
        .apply(Redistribute.arbitrarily())
        .apply("Once", ParDo.of(new Measure(1)))
        .apply("Twice", ParDo.of(new Measure(2)));

    PipelineResult result = p.run();
    MetricQueryResults all = result.metrics().allMetrics();

    assertThat(count(all, "Once")).isEqualTo(999);
    assertThat(count(all, "Twice")).isEqualTo(2 * 999);
    MetricResult<DistributionResult> sizes = only(all.getDistributions(), "Once");
    assertThat(sizes.getAttempted()).isEqualTo(DistributionResult.create(999 * 499, 999, 0, 998));
    assertThat(sizes.getCommitted()).isEqualTo(sizes.getAttempted());
    assertThat(new TreeSet<>(only(all.getStringSets(), "Once").getAttempted().getStringSet()))
        .containsExactly("even", "odd");
    assertThat(only(all.getGauges(), "Once").getAttempted().getValue()).isEqualTo(42);
  }

  @Test
  void aQueryFindsOnlyWhatItAsksFor() {
    Pipeline p = Runs.pipeline("--targetParallelism=2");
    p.apply(GenerateSequence.from(0).to(10))
        .apply("Once", ParDo.of(new Measure(1)))
        .apply("Twice", ParDo.of(new Measure(2)));

    MetricQueryResults found =
        p.run()
            .metrics()
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.named(Measure.class, "elements"))
                    .addStep("Twice")
                    .build());

    assertThat(found.getCounters()).hasSize(1);
    assertThat(found.getDistributions()).isEmpty();
  }

  @Test
  void metricsOfPlainFunctionsGoToTheirOwnStepsInPlainAndInStrictRuns() {
    for (String strict : new String[] {"false", "true"}) {
      Pipeline p = Runs.pipeline("--strictChecks=" + strict);
      p.apply(GenerateSequence.from(0).to(100))
          .apply("A", MapElements.via(new Counting()))
          .apply("B", MapElements.via(new Counting()))
          .apply("C", ParDo.of(new Measure(3)))
          .apply("D", MapElements.via(new Counting()));

      MetricQueryResults all = p.run().metrics().allMetrics();

      for (String step : List.of("A", "B", "D")) {
        List<MetricResult<Long>> counters = new ArrayList<>();
        all.getCounters().forEach(counters::add);
        assertThat(counters)
            .filteredOn(result -> result.getName().getName().equals("calls"))
            .filteredOn(result -> result.getKey().stepName().startsWith(step))
            .singleElement()
            .satisfies(result -> assertThat(result.getAttempted()).isEqualTo(100));
      }
      assertThat(count(all, "C")).isEqualTo(300);
    }
  }

  @Test
  void metricsAreSeenWhileTheRunGoesOnAndCountAsKeptAtItsEnd() throws Exception {
    Pipeline p = Runs.pipeline("--blockOnRun=false", "--targetParallelism=1");
    p.apply(GenerateSequence.from(0).to(50_000))
        .apply("Once", ParDo.of(new Measure(1)))
        .apply(Redistribute.arbitrarily())
        .apply("Wait", ParDo.of(new WaitAtFirst(entered, exit)));

    PipelineResult result = p.run();
    entered.pass();
    MetricResult<Long> during = only(result.metrics().allMetrics().getCounters(), "Once");
    exit.open();
    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
    MetricResult<Long> after = only(result.metrics().allMetrics().getCounters(), "Once");

    assertThat(during.getAttempted()).isBetween(1L, 50_000L);
    assertThat(during.getCommitted()).isZero();
    assertThat(after.getAttempted()).isEqualTo(50_000);
    assertThat(after.getCommitted()).isEqualTo(50_000);
  }

  @Test
  void aFailedRunTellsWhatItAttemptedAndHasKeptNothing() {
    Pipeline p = Runs.pipeline("--blockOnRun=false", "--targetParallelism=1");
    p.apply(GenerateSequence.from(0).to(100))
        .apply("Once", ParDo.of(new Measure(1)))
        .apply("Fail", ParDo.of(new FailAt(50)));

    PipelineResult result = p.run();
    assertThatThrownBy(result::waitUntilFinish).hasMessageContaining("asked to fail");

    MetricResult<Long> counter = only(result.metrics().allMetrics().getCounters(), "Once");
    assertThat(counter.getAttempted()).isEqualTo(50);
    assertThat(counter.getCommitted()).isZero();
  }

  private static long count(MetricQueryResults results, String step) {
    return only(results.getCounters(), step).getAttempted();
  }

  /** The only result of a step, whatever its parts are called. */
  private static <T> MetricResult<T> only(Iterable<MetricResult<T>> results, String step) {
    List<MetricResult<T>> found = new ArrayList<>();
    for (MetricResult<T> result : results) {
      if (result.getKey().stepName().split("/")[0].equals(step)) {
        found.add(result);
      }
    }
    assertThat(found).as("metrics of step %s among %s", step, results).hasSize(1);
    return found.get(0);
  }

  static final class Measure extends DoFn<Long, Long> {
    private final Counter elements = Metrics.counter(Measure.class, "elements");
    private final Distribution sizes = Metrics.distribution(Measure.class, "sizes");
    private final Gauge gauge = Metrics.gauge(Measure.class, "gauge");
    private final StringSet kinds = Metrics.stringSet(Measure.class, "kinds");
    private final int step;

    Measure(int step) {
      this.step = step;
    }

    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<Long> out) {
      // after the output, so that what is called there must put things back
      out.output(element);
      elements.inc(step);
      sizes.update(element);
      gauge.set(42);
      kinds.add(element % 2 == 0 ? "even" : "odd");
    }
  }

  static final class Counting extends SimpleFunction<Long, Long> {
    private final Counter calls = Metrics.counter(Counting.class, "calls");

    @Override
    public Long apply(Long input) {
      calls.inc();
      return input;
    }
  }

  static final class WaitAtFirst extends DoFn<Long, Void> {
    private final Gate entered;
    private final Gate exit;

    WaitAtFirst(Gate entered, Gate exit) {
      this.entered = entered;
      this.exit = exit;
    }

    @ProcessElement
    public void processElement(@Element Long element) throws InterruptedException {
      if (!exit.isOpen()) {
        entered.open();
        exit.pass();
      }
    }
  }

  static final class FailAt extends DoFn<Long, Void> {
    private final long failing;

    FailAt(long failing) {
      this.failing = failing;
    }

    @ProcessElement
    public void processElement(@Element Long element) {
      if (element == failing) {
        throw new IllegalStateException("asked to fail");
      }
    }
  }
}
