package io.millrace.benchmarks.nexmark.limit;

import io.millrace.benchmarks.RunLine;
import java.util.List;

/** Counts the rows that one thread found, and adds up their hashes. */
final class Tally {

  private long rows;
  private long hashes;

  void add(long hash) {
    rows++;
    hashes += hash;
  }

  static RunLine.Answer sum(long elements, List<Tally> tallies) {
    long rows = 0;
    long hashes = 0;
    for (Tally tally : tallies) {
      rows += tally.rows;
      hashes += tally.hashes;
    }
    return new RunLine.Answer(elements, rows, hashes);
  }
}
