package io.millrace.runners.distributed.news;

import io.millrace.cluster.v1.CounterValue;
import io.millrace.cluster.v1.DistributionValue;
import io.millrace.cluster.v1.GaugeValue;
import io.millrace.cluster.v1.MetricLabel;
import io.millrace.cluster.v1.MetricValues;
import io.millrace.cluster.v1.StepMetrics;
import io.millrace.cluster.v1.StringSetValue;
import io.millrace.sdk.metrics.DistributionResult;
import io.millrace.sdk.metrics.GaugeResult;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.metrics.MetricUpdates;
import io.millrace.sdk.metrics.MetricsSnapshot;
import io.millrace.sdk.metrics.StringSetResult;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Metrics as messages, and back. */
public final class MetricsCodec {

  private MetricsCodec() {}

  /** The message of a snapshot. */
  public static MetricValues toMessage(MetricsSnapshot snapshot) {
    MetricValues.Builder message = MetricValues.newBuilder();
    snapshot.steps().forEach((step, updates) -> message.addSteps(step(step, updates)));
    return message.build();
  }

  private static StepMetrics step(String name, MetricUpdates updates) {
    StepMetrics.Builder step = StepMetrics.newBuilder().setStep(name);
    updates
        .counters()
        .forEach(
            (metric, value) ->
                step.addCounters(
                    CounterValue.newBuilder().setLabel(label(metric)).setValue(value)));
    updates
        .distributions()
        .forEach(
            (metric, value) ->
                step.addDistributions(
                    DistributionValue.newBuilder()
                        .setLabel(label(metric))
                        .setSum(value.getSum())
                        .setCount(value.getCount())
                        .setMin(value.getMin())
                        .setMax(value.getMax())));
    updates
        .gauges()
        .forEach(
            (metric, value) ->
                step.addGauges(
                    GaugeValue.newBuilder()
                        .setLabel(label(metric))
                        .setValue(value.getValue())
                        .setAtMillis(value.getTimestamp().toEpochMilli())));
    updates
        .stringSets()
        .forEach(
            (metric, value) ->
                step.addStringSets(
                    StringSetValue.newBuilder()
                        .setLabel(label(metric))
                        .addAllStrings(value.getStringSet())));
    return step.build();
  }

  private static MetricLabel label(MetricName name) {
    return MetricLabel.newBuilder()
        .setNamespace(name.getNamespace())
        .setName(name.getName())
        .build();
  }

  /**
   * The snapshot of a message.
   *
   * @throws IllegalArgumentException if a metric in it has no name
   */
  public static MetricsSnapshot fromMessage(MetricValues message) {
    Map<String, MetricUpdates> steps = new TreeMap<>();
    message.getStepsList().forEach(step -> steps.put(step.getStep(), updates(step)));
    return new MetricsSnapshot(steps);
  }

  private static MetricUpdates updates(StepMetrics step) {
    Map<MetricName, Long> counters = new TreeMap<>();
    step.getCountersList().forEach(each -> counters.put(name(each.getLabel()), each.getValue()));
    Map<MetricName, DistributionResult> distributions = new TreeMap<>();
    step.getDistributionsList()
        .forEach(
            each ->
                distributions.put(
                    name(each.getLabel()),
                    DistributionResult.create(
                        each.getSum(), each.getCount(), each.getMin(), each.getMax())));
    Map<MetricName, GaugeResult> gauges = new TreeMap<>();
    step.getGaugesList()
        .forEach(
            each ->
                gauges.put(
                    name(each.getLabel()),
                    GaugeResult.create(each.getValue(), Instant.ofEpochMilli(each.getAtMillis()))));
    Map<MetricName, StringSetResult> sets = new TreeMap<>();
    step.getStringSetsList()
        .forEach(
            each ->
                sets.put(
                    name(each.getLabel()),
                    StringSetResult.create(new TreeSet<>(each.getStringsList()))));
    return new MetricUpdates(counters, distributions, gauges, sets);
  }

  private static MetricName name(MetricLabel label) {
    return MetricName.named(label.getNamespace(), label.getName());
  }
}
