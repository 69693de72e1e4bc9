package io.millrace.cli.cluster;

import io.millrace.cluster.v1.JobView;
import io.millrace.runners.distributed.news.MetricsCodec;
import io.millrace.runners.distributed.rpc.JobsClient;
import io.millrace.sdk.metrics.MetricUpdates;
import io.millrace.sdk.metrics.MetricsSnapshot;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace describe}: how one job of a cluster stands, what it has counted, its plan. */
@Command(
    name = "describe",
    description = "Shows how a job of a cluster stands, what it has counted, and its plan.")
public final class DescribeJobCommand extends JobCommand {

  @Option(
      names = "--watch",
      description = "Goes on to tell whenever that changes, until the job is over.")
  boolean watch;

  @Override
  void call(JobsClient client) throws IOException {
    if (watch) {
      client.watch(job, view -> standing(view, System.out));
    } else {
      JobView view = client.describe(job);
      standing(view, System.out);
      if (!view.getPlan().isEmpty()) {
        System.out.println();
        System.out.print(view.getPlan());
      }
    }
  }

  private static void standing(JobView view, PrintStream out) {
    JobsCommand.print(List.of(view.getStatus()), out);
    if (view.hasThrown()) {
      out.println("threw last: " + view.getThrown().getMessage());
    }
    MetricsSnapshot metrics = MetricsSnapshot.EMPTY;
    for (var slot : view.getSlotsList()) {
      metrics = metrics.merge(MetricsCodec.fromMessage(slot.getMetrics()));
    }
    for (Map.Entry<String, MetricUpdates> step : metrics.steps().entrySet()) {
      step.getValue()
          .counters()
          .forEach((name, value) -> out.printf("  %s  %s  %d%n", step.getKey(), name, value));
      step.getValue()
          .distributions()
          .forEach((name, value) -> out.printf("  %s  %s  %s%n", step.getKey(), name, value));
      step.getValue()
          .gauges()
          .forEach((name, value) -> out.printf("  %s  %s  %s%n", step.getKey(), name, value));
    }
  }
}
