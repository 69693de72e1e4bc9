package io.millrace.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the text that the word counts read. */
@Command(
    name = "text",
    mixinStandardHelpOptions = true,
    description = "Writes lines of ten words, Zipf-distributed; 15 million lines are about 1 GB.")
final class TextCommand implements Callable<Integer> {

  private static final int LINES_PER_WRITE = 10_000;

  @Option(names = "--output", required = true, description = "The file to write.")
  Path output;

  @Option(
      names = "--lines",
      defaultValue = "15000000",
      description = "How many lines (default: ${DEFAULT-VALUE}).")
  long lines;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Which text: the same seed gives the same one (default: ${DEFAULT-VALUE}).")
  long seed;

  @Override
  public Integer call() throws IOException {
    ZipfText text = new ZipfText(seed);
    try (OutputStream out = Files.newOutputStream(output)) {
      StringBuilder block = new StringBuilder();
      for (long i = 0; i < lines; i++) {
        text.appendLine(i, block);
        block.append('\n');
        if ((i + 1) % LINES_PER_WRITE == 0 || i + 1 == lines) {
          out.write(block.toString().getBytes(StandardCharsets.US_ASCII));
          block.setLength(0);
        }
      }
    }
    System.err.printf("%s: %,d bytes%n", output, Files.size(output));
    return 0;
  }
}
