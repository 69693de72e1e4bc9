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

  private static Throughput of(String what, long bytes, Run run) throws Exception {
    long start = System.nanoTime();
    run.run();
    return new Throughput(what, bytes, (System.nanoTime() - start) / 1e9);
  }

  /** One of several that are run in turn, so that none has the warmer server. */
  record Candidate(String what, Run run) {}

  /** Runs each so often, in turn, and prints a line with the best run of each. */
  static void print(int runs, long bytes, Candidate... candidates) throws Exception {
    Throughput[] best = new Throughput[candidates.length];
    for (int run = 0; run < runs; run++) {
      for (int i = 0; i < candidates.length; i++) {
        Throughput next = of(candidates[i].what(), bytes, candidates[i].run());
        best[i] = run == 0 || next.seconds < best[i].seconds ? next : best[i];
      }
    }
    for (Throughput each : best) {
      System.out.println(each);
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s %.1f MB/s (%.2f s)", what, bytes / 1e6 / seconds, seconds);
  }
}
