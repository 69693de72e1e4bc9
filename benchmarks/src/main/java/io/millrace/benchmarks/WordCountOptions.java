package io.millrace.benchmarks;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that all hand-written word counts have. */
final class WordCountOptions {

  @Option(names = "--input", required = true, description = "The text file to read.")
  Path input;

  @Option(names = "--output", required = true, description = "The file of counts to write.")
  Path output;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "How many threads (default: ${DEFAULT-VALUE}).")
  int threads;

  @Option(
      names = "--reps",
      defaultValue = "1",
      description = "How often, in one JVM; the first ones warm it up (default: ${DEFAULT-VALUE}).")
  int reps;
}
