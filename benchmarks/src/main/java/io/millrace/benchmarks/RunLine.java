package io.millrace.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.metrics.MetricName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What one run is reduced to: {@code engine query N seconds events_per_s count checksum peak_rss_mb
 * cpu_s=...}.
 *
 * <p>Two engines that ran the same query on the same N must agree on count and checksum. {@code
 * cpu_s} is the CPU time of the whole process during the run, compiler and collector included: on a
 * busy machine it is the steadier figure.
 *
 * @param events how many input events were processed
 * @param count how many result rows there were
 * @param checksum the sum of the hashes of the result rows
 */
public record RunLine(
    String engine,
    String query,
    long events,
    double seconds,
    double cpuSeconds,
    long count,
    long checksum,
    long peakRssMegabytes) {

  private static final int CPU = 8;
  private static final String CPU_NAME = "cpu_s=";

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** The answer of a run, as far as it is compared. */
  public record Answer(long events, long count, long checksum) {

    /** What a step has counted under a name, and as {@code hashes}. */
    public static Answer of(long events, PipelineResult result, Class<?> step, String name) {
      return new Answer(
          events,
          result.metrics().sumOfCounters(MetricName.named(step, name)),
          result.metrics().sumOfCounters(MetricName.named(step, "hashes")));
    }
  }

  /** Something to be measured. */
  public interface Run {
    Answer run() throws Exception;
  }

  /**
   * Runs something once, and takes the time.
   *
   * @throws Exception whatever the run throws
   */
  public static RunLine measure(String engine, String query, Run run) throws Exception {
    long startCpu = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    Answer answer = run.run();
    long end = System.nanoTime();
    long endCpu = SYSTEM.getProcessCpuTime();
    return new RunLine(
        engine,
        query,
        answer.events,
        (end - start) / 1e9,
        (endCpu - startCpu) / 1e9,
        answer.count,
        answer.checksum,
        highWaterMegabytes());
  }

  /**
   * Reads what {@link #toString} wrote; more fields may follow.
   *
   * @throws IllegalArgumentException if it is not such a line
   */
  public static RunLine parse(String line) {
    String[] fields = line.split(" ", -1);
    if (fields.length <= CPU || !fields[CPU].startsWith(CPU_NAME)) {
      throw new IllegalArgumentException("This is no line of a run: " + line);
    }
    return new RunLine(
        fields[0],
        fields[1],
        Long.parseLong(fields[2]),
        Double.parseDouble(fields[3]),
        Double.parseDouble(fields[CPU].substring(CPU_NAME.length())),
        Long.parseLong(fields[5]),
        Long.parseUnsignedLong(fields[6], 16),
        Long.parseLong(fields[7]));
  }

  /** What was answered. */
  public Answer answer() {
    return new Answer(events, count, checksum);
  }

  /** CPU time an event, in microseconds. */
  public double cpuMicrosPerEvent() {
    return cpuSeconds * 1e6 / events;
  }

  /** The same time with an answer that was looked up afterwards. */
  RunLine withAnswer(Answer answer) {
    return new RunLine(
        engine,
        query,
        answer.events,
        seconds,
        cpuSeconds,
        answer.count,
        answer.checksum,
        peakRssMegabytes);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %s %d %.3f %.0f %d %016x %d " + CPU_NAME + "%.3f",
        engine,
        query,
        events,
        seconds,
        events / seconds,
        count,
        checksum,
        peakRssMegabytes,
        cpuSeconds);
  }

  /**
   * The high-water mark of this process's resident memory, or -1 where Linux's /proc is missing.
   */
  private static long highWaterMegabytes() {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return -1;
    }
    try {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + status, e);
    }
    return -1;
  }
}
