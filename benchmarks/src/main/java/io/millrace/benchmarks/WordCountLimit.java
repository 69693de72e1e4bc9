package io.millrace.benchmarks;

import io.millrace.examples.Words;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The word count of somebody who has a week: bytes are scanned, lower-cased and hashed in one pass
 * and counted without making a string. Text that is not ASCII takes the way of {@link
 * WordCountByHand}.
 */
@Command(
    name = "wordcount-limit",
    mixinStandardHelpOptions = true,
    description = "Counts words with plain threads, on bytes, with a table made for it.")
final class WordCountLimit implements Callable<Integer> {

  /** The lower-case form of an ASCII byte that belongs to a word, else 0. */
  private static final byte[] LOWER = lowerCaseWordBytes();

  @Mixin WordCountOptions options = new WordCountOptions();

  @Override
  public Integer call() throws Exception {
    for (int rep = 0; rep < options.reps; rep++) {
      System.out.println(
          RunLine.measure(
              "limit", "wordcount", () -> run(options.input, options.output, options.threads)));
    }
    return 0;
  }

  static RunLine.Answer run(Path input, Path output, int threads) throws Exception {
    List<Callable<ByteWordTable>> tasks = new ArrayList<>();
    for (LineChunks.Part part : LineChunks.split(input, threads)) {
      tasks.add(() -> count(input, part));
    }
    ByteWordTable all = new ByteWordTable();
    Threads.run(tasks).forEach(all::addAll);
    return write(all, output);
  }

  private static ByteWordTable count(Path input, LineChunks.Part part) throws IOException {
    ByteWordTable counts = new ByteWordTable();
    try (LineChunks chunks = new LineChunks(input, part)) {
      while (chunks.next()) {
        count(chunks.bytes(), chunks.length(), counts);
      }
    }
    return counts;
  }

  /** Counts the words of a chunk, and lower-cases it on the way. */
  private static void count(byte[] bytes, int length, ByteWordTable counts) {
    int i = 0;
    while (i < length) {
      int start = i;
      long hash = ByteWordTable.HASH_START;
      byte lower;
      while (i < length && bytes[i] >= 0 && (lower = LOWER[bytes[i]]) != 0) {
        bytes[i++] = lower;
        hash = ByteWordTable.hashStep(hash, lower);
      }
      if (i < length && bytes[i] < 0) {
        i = endOfMixedRun(bytes, i, length);
        String run = new String(bytes, start, i - start, StandardCharsets.UTF_8);
        Words.forEach(run, word -> counts.add(word, 1));
      } else if (i > start) {
        counts.add(hash, bytes, start, i, 1);
      } else {
        i++;
      }
    }
  }

  /** Skips what may be a word, or several: bytes beyond ASCII are not looked at here. */
  private static int endOfMixedRun(byte[] bytes, int from, int length) {
    int i = from;
    while (i < length && (bytes[i] < 0 || LOWER[bytes[i]] != 0)) {
      i++;
    }
    return i;
  }

  private static RunLine.Answer write(ByteWordTable counts, Path output) throws IOException {
    long[] wordsAndChecksum = new long[2];
    try (BufferedWriter out = Files.newBufferedWriter(output)) {
      counts.forEach(
          (word, n) -> {
            out.write(word + ": " + n + "\n");
            wordsAndChecksum[0] += n;
            wordsAndChecksum[1] += WordHash.of(word, n);
          });
    }
    return new RunLine.Answer(wordsAndChecksum[0], counts.size(), wordsAndChecksum[1]);
  }

  private static byte[] lowerCaseWordBytes() {
    byte[] lower = new byte[128];
    for (char c = 0; c < lower.length; c++) {
      if (Character.isLetterOrDigit(c) || c == '\'') {
        lower[c] = (byte) Character.toLowerCase(c);
      }
    }
    return lower;
  }
}
