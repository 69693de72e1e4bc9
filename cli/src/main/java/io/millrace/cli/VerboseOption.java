package io.millrace.cli;

import picocli.CommandLine.Option;

/** The option {@code --verbose}, alike in all commands that run something. */
final class VerboseOption {

  @Option(
      names = "--verbose",
      description = "Log what happens, and show the stack trace of a failure.")
  boolean verbose;
}
