package io.millrace.sdk.metrics;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one step in one task: for each kind, a cell for each name.
 *
 * <p>Not thread-safe, by intent: cells are plain fields, written by the thread that runs the task,
 * which alone may call {@link #snapshot}. An update finds its cell by one probe of a small hash
 * table and neither allocates nor synchronises.
 */
public final class MetricsContainer {
  private final String stepName;
  private final LongSupplier clock;
  private final CellTable<CounterCell> counters = new CellTable<>();
  private final CellTable<DistributionCell> distributions = new CellTable<>();
  private final CellTable<GaugeCell> gauges = new CellTable<>();
  private final CellTable<StringSetCell> stringSets = new CellTable<>();

  /**
   * A container without cells.
   *
   * @param stepName the full name of the step, its parts joined by '/'
   * @param clockMillis what stamps gauges: the task's clock, in milliseconds after the epoch
   */
  public MetricsContainer(String stepName, LongSupplier clockMillis) {
    this.stepName = Objects.requireNonNull(stepName, "stepName");
    this.clock = Objects.requireNonNull(clockMillis, "clockMillis");
  }

  /** The full name of the step. */
  public String stepName() {
    return stepName;
  }

  /** The cell of a counter; made at the first call. Callers may keep it. */
  public Counter getCounter(MetricName name) {
    CounterCell cell = counters.find(name);
    return cell != null ? cell : counters.add(new CounterCell(name));
  }

  /** The cell of a distribution; made at the first call. Callers may keep it. */
  public Distribution getDistribution(MetricName name) {
    DistributionCell cell = distributions.find(name);
    return cell != null ? cell : distributions.add(new DistributionCell(name));
  }

  /** The cell of a gauge; made at the first call. Callers may keep it. */
  public Gauge getGauge(MetricName name) {
    GaugeCell cell = gauges.find(name);
    return cell != null ? cell : gauges.add(new GaugeCell(name, clock));
  }

  /** The cell of a string set; made at the first call. Callers may keep it. */
  public StringSet getStringSet(MetricName name) {
    StringSetCell cell = stringSets.find(name);
    return cell != null ? cell : stringSets.add(new StringSetCell(name));
  }

  /** What the cells hold now, counted from the container's beginning. */
  public MetricUpdates snapshot() {
    return new MetricUpdates(
        values(counters, CounterCell::value),
        values(distributions, DistributionCell::result),
        values(gauges, GaugeCell::result),
        values(stringSets, StringSetCell::result));
  }

  private static <C extends Metric, V> Map<MetricName, V> values(
      CellTable<C> cells, Function<C, @Nullable V> read) {
    Map<MetricName, V> values = new TreeMap<>();
    cells.forEach(
        cell -> {
          V value = read.apply(cell);
          if (value != null) {
            values.put(cell.getName(), value);
          }
        });
    return values;
  }

  @Override
  public String toString() {
    return "MetricsContainer(" + stepName + ")";
  }
}
