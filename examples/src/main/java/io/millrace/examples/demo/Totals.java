package io.millrace.examples.demo;

import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.metrics.MetricResults;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What happened altogether, from the metrics of a run.
 *
 * @param events how many events came
 * @param late how many of them came behind the watermark
 * @param dropped how often one of those came too late for a result
 * @param results how many results each row showed
 */
record Totals(long events, long late, long dropped, List<String> results) {

  static Totals of(MetricResults metrics) {
    List<String> results = new ArrayList<>();
    for (Row row : Row.values()) {
      if (row != Row.CLOCK) {
        long shown = metrics.sumOfCounters(MetricName.named(PrintFn.class, row.title()));
        results.add(String.format(Locale.ROOT, "%s: %,d", row.title(), shown));
      }
    }
    return new Totals(
        metrics.sumOfCounters(MetricName.named(SiteEvents.class, "events")),
        metrics.sumOfCounters(MetricName.named(SiteEvents.class, "late")),
        metrics.sumOfCounters(MetricName.named("millrace", "droppedDueToLateness")),
        results);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d events, %,d of them late; too late for a result %,d times.%nResults shown: %s.",
        events,
        late,
        dropped,
        String.join("; ", results));
  }
}
