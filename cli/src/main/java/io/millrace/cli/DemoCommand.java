package io.millrace.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millrace demo}: the auction site, for some seconds, painted in place on a terminal. */
@Command(
    name = "demo",
    description =
        "Shows a stream at work: a live auction site, with results that change as it goes on.")
final class DemoCommand implements Callable<Integer> {

  /** Set by the script that starts the JVM, if standard output is a terminal. */
  private static final String TERMINAL = "millrace.terminal.out";

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How long to run (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many events a second (default: ${DEFAULT-VALUE}).")
  long rate;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  @Mixin VerboseOption verbose = new VerboseOption();
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    atLeastOne("seconds", seconds);
    atLeastOne("rate", rate);
    return new ProgramRunner(System.err, verbose.verbose)
        .run(
            Example.AUCTION.program(),
            List.of(
                "--seconds=" + seconds,
                "--rate=" + rate,
                "--repaint=" + Boolean.getBoolean(TERMINAL)));
  }

  private void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), "--" + name + " must be at least 1, was " + value);
    }
  }
}
