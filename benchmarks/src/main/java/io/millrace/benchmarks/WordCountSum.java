package io.millrace.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Reads the output of any word count, so that different programs can be compared. */
@Command(
    name = "wordcount-sum",
    mixinStandardHelpOptions = true,
    description = "Prints 'words distinct checksum' of files with lines 'word: count'.")
final class WordCountSum implements Callable<Integer> {

  @Parameters(arity = "1..*", description = "The files, all shards of one result.")
  List<Path> files;

  @Override
  public Integer call() throws IOException {
    RunLine.Answer answer = sum(files);
    System.out.printf(
        Locale.ROOT, "%d %d %016x%n", answer.events(), answer.count(), answer.checksum());
    return 0;
  }

  static RunLine.Answer sum(List<Path> files) throws IOException {
    long words = 0;
    long distinct = 0;
    long checksum = 0;
    for (Path file : files) {
      try (BufferedReader in = Files.newBufferedReader(file)) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          int colon = line.lastIndexOf(": ");
          if (colon < 0) {
            throw new IOException(file + ": not of the form 'word: count': " + line);
          }
          long count = Long.parseLong(line.substring(colon + 2));
          words += count;
          distinct++;
          checksum += WordHash.of(line.substring(0, colon), count);
        }
      }
    }
    return new RunLine.Answer(words, distinct, checksum);
  }
}
