package io.millrace.benchmarks.parts;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * CPU time of the whole process an operation, collector and compiler included: {@code -prof
 * io.millrace.benchmarks.parts.CpuTime}. On a machine that has other things to do it is the
 * steadier figure. The least of all iterations is given.
 */
public final class CpuTime implements InternalProfiler {

  /** What the result is called. */
  static final String NAME = "cpu";

  /** What is shorter says nothing: the system counts in hundredths of a second. */
  private static final double LEAST_NANOS = 5e7;

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private long start;

  @Override
  public String getDescription() {
    return "CPU time of the process";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    start = system.getProcessCpuTime();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double nanos = system.getProcessCpuTime() - start;
    long operations = result.getMetadata().getAllOps();
    return nanos < LEAST_NANOS || operations == 0
        ? List.of()
        : List.of(new ScalarResult(NAME, nanos / operations, "ns/op", AggregationPolicy.MIN));
  }
}
