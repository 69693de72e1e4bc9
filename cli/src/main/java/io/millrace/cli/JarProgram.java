package io.millrace.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that name a user's program. */
final class JarProgram {

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "The jar file with the program, and with what else it needs.")
  @Nullable Path jar;

  @Option(
      names = "--main",
      paramLabel = "CLASS",
      description = "The class to run (default: the one that the jar's manifest names).")
  @Nullable String main;

  @Option(
      names = {"-h", "--help"},
      description = "Show this help; with --jar that of the program.")
  boolean help;

  boolean wantsCommandHelp() {
    return help && jar == null;
  }

  Program program(CommandSpec spec) {
    if (jar == null) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--jar=FILE'");
    }
    return Program.inJar(jar, main);
  }
}
