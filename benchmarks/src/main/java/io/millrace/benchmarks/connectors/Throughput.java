package io.millrace.benchmarks.connectors;

import java.util.Locale;

/**
 * Bytes in some time, as one line.
 *
 * @param what was measured, such as {@code kafka-read millrace}
 */
record Throughput(String what, long bytes, double seconds) {

  /** Something to be measured. */
  interface Run {
    void run() throws Exception;
  }

  static Throughput of(String what, long bytes, Run run) throws Exception {
    long start = System.nanoTime();
    run.run();
    return new Throughput(what, bytes, (System.nanoTime() - start) / 1e9);
  }

  /** The better one of some runs. */
  static Throughput best(int runs, String what, long bytes, Run run) throws Exception {
    Throughput best = of(what, bytes, run);
    for (int i = 1; i < runs; i++) {
      Throughput next = of(what, bytes, run);
      best = next.seconds < best.seconds ? next : best;
    }
    return best;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s %.1f MB/s (%.2f s)", what, bytes / 1e6 / seconds, seconds);
  }
}
