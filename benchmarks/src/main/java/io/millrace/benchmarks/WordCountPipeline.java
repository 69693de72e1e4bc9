package io.millrace.benchmarks;

import io.millrace.examples.WordCount;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The word count as a pipeline on the direct runner: {@link WordCount}, as users would run it. */
@Command(
    name = "wordcount-pipeline",
    mixinStandardHelpOptions = true,
    description = "Counts words with the example pipeline; --output is the prefix of its files.")
final class WordCountPipeline implements Callable<Integer> {

  @Mixin WordCountOptions options = new WordCountOptions();

  @Override
  public Integer call() throws Exception {
    for (int rep = 0; rep < options.reps; rep++) {
      RunLine line =
          RunLine.measure(
              "pipeline",
              "wordcount",
              () -> {
                WordCount.main(
                    new String[] {
                      "--input=" + options.input,
                      "--output=" + options.output,
                      "--targetParallelism=" + options.threads
                    });
                return new RunLine.Answer(0, 0, 0);
              });
      // what it wrote is read back after the clock has stopped
      System.out.println(line.withAnswer(read(options.output)));
    }
    return 0;
  }

  static RunLine.Answer read(Path prefix) throws IOException {
    long words = 0;
    long rows = 0;
    long checksum = 0;
    Path directory = prefix.toAbsolutePath().getParent();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, prefix.getFileName() + "-*-of-*")) {
      for (Path file : files) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
          String line;
          while ((line = lines.readLine()) != null) {
            int colon = line.lastIndexOf(": ");
            long count = Long.parseLong(line.substring(colon + 2));
            words += count;
            rows++;
            checksum += WordHash.of(line.substring(0, colon), count);
          }
        }
      }
    }
    return new RunLine.Answer(words, rows, checksum);
  }
}
