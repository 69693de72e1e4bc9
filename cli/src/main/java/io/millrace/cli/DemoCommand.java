package io.millrace.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millrace demo}: the auction site, for some seconds. */
@Command(
    name = "demo",
    description =
        "Shows a pipeline at work: a live auction site, with three results as they change.")
final class DemoCommand implements Callable<Integer> {

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How long to run (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  @Mixin VerboseOption verbose = new VerboseOption();
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (seconds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--seconds must be at least 1, was " + seconds);
    }
    return new ProgramRunner(System.err, verbose.verbose)
        .run(Example.AUCTION.program(), List.of("--seconds=" + seconds));
  }
}
