package io.millrace.benchmarks.memory;

/** Looks for the smallest heap with which something runs, by bisection. */
final class SmallestHeap {

  /** Something to run. */
  interface Trial {

    /** Whether it runs with a heap of so many megabytes. */
    boolean runs(int megabytes) throws Exception;
  }

  /** Of two neighbours, one too small and one large enough, the latter is larger by less. */
  private static final double PRECISION = 0.05;

  private SmallestHeap() {}

  /**
   * The smallest heap in megabytes, to within 5 %. If a trial does not always end alike, it is a
   * heap with which it ran once and below which it once did not.
   *
   * @param enough a heap with which it runs
   * @throws Exception what a trial throws
   */
  static int megabytes(int enough, Trial trial) throws Exception {
    int runs = enough;
    int fails = 0;
    while (runs - fails > Math.max(1, runs * PRECISION)) {
      // heaps are told apart by their ratio, as long as it is not clear how small they are
      int middle = (int) Math.round(Math.sqrt((double) runs * Math.max(1, fails)));
      int next = Math.min(runs - 1, Math.max(fails + 1, middle));
      if (trial.runs(next)) {
        runs = next;
      } else {
        fails = next;
      }
    }
    return runs;
  }
}
