package io.millrace.benchmarks;

import io.millrace.examples.Words;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The word count that a good engineer writes on an afternoon: split the file, decode, a hash map of
 * strings in each thread, merge.
 *
 * <p>A pipeline is compared with this. {@link WordCountLimit} shows how far one can go.
 */
@Command(
    name = "wordcount-by-hand",
    mixinStandardHelpOptions = true,
    description = "Counts words with plain threads, strings and hash maps.")
final class WordCountByHand implements Callable<Integer> {

  @Mixin WordCountOptions options = new WordCountOptions();

  private static final class Count {
    long value;
  }

  @Override
  public Integer call() throws Exception {
    for (int rep = 0; rep < options.reps; rep++) {
      System.out.println(
          RunLine.measure(
              "by-hand", "wordcount", () -> run(options.input, options.output, options.threads)));
    }
    return 0;
  }

  static RunLine.Answer run(Path input, Path output, int threads) throws Exception {
    List<Callable<Map<String, Count>>> tasks = new ArrayList<>();
    for (LineChunks.Part part : LineChunks.split(input, threads)) {
      tasks.add(() -> count(input, part));
    }
    Map<String, Count> all = new HashMap<>();
    for (Map<String, Count> counts : Threads.run(tasks)) {
      counts.forEach((word, n) -> all.computeIfAbsent(word, w -> new Count()).value += n.value);
    }
    return write(all, output);
  }

  private static Map<String, Count> count(Path input, LineChunks.Part part) throws IOException {
    Map<String, Count> counts = new HashMap<>();
    try (LineChunks chunks = new LineChunks(input, part)) {
      while (chunks.next()) {
        String text = new String(chunks.bytes(), 0, chunks.length(), StandardCharsets.UTF_8);
        Words.forEach(text, word -> counts.computeIfAbsent(word, w -> new Count()).value++);
      }
    }
    return counts;
  }

  private static RunLine.Answer write(Map<String, Count> counts, Path output) throws IOException {
    long words = 0;
    long checksum = 0;
    try (BufferedWriter out = Files.newBufferedWriter(output)) {
      for (Map.Entry<String, Count> entry : counts.entrySet()) {
        long n = entry.getValue().value;
        out.write(entry.getKey() + ": " + n + "\n");
        words += n;
        checksum += WordHash.of(entry.getKey(), n);
      }
    }
    return new RunLine.Answer(words, counts.size(), checksum);
  }
}
