package io.millrace.benchmarks.nexmark.limit;

import io.millrace.benchmarks.ByteWordTable;
import io.millrace.benchmarks.RunLine;
import io.millrace.benchmarks.Threads;
import io.millrace.benchmarks.WordHash;
import io.millrace.benchmarks.nexmark.query.Lines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** wc: a table of words for each thread, put together at the end. */
final class WordCountsLimit implements Limit {

  @Override
  public RunLine.Answer run(long lines, int threads) throws Exception {
    List<Callable<ByteWordTable>> tasks = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int first = thread;
      tasks.add(() -> count(first, threads, lines));
    }
    ByteWordTable all = new ByteWordTable();
    Threads.run(tasks).forEach(all::addAll);
    Tally tally = new Tally();
    all.forEach((word, count) -> tally.add(WordHash.of(word, count)));
    return Tally.sum(lines, List.of(tally));
  }

  private static ByteWordTable count(long first, long stride, long end) {
    ByteWordTable counts = new ByteWordTable();
    Lines lines = new Lines();
    for (long i = first; i < end; i += stride) {
      count(lines.element(i).getBytes(StandardCharsets.ISO_8859_1), counts);
    }
    return counts;
  }

  private static void count(byte[] line, ByteWordTable counts) {
    int start = 0;
    long hash = ByteWordTable.HASH_START;
    for (int i = 0; i < line.length; i++) {
      if (line[i] == ' ') {
        counts.add(hash, line, start, i, 1);
        start = i + 1;
        hash = ByteWordTable.HASH_START;
      } else {
        hash = ByteWordTable.hashStep(hash, line[i]);
      }
    }
    counts.add(hash, line, start, line.length, 1);
  }
}
