package io.millrace.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code millrace example NAME}: runs one of the programs that come with Millrace. */
@Command(
    name = "example",
    description = "Runs an example program; without a name it lists them.",
    footer = {"", "'millrace example NAME --help' lists the options of one example."})
final class ExampleCommand implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      description = "Show this help, or that of the example, and exit.")
  boolean help;

  @Mixin VerboseOption verbose = new VerboseOption();

  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "Which example.")
  @Nullable String name;

  @Unmatched List<String> arguments = new ArrayList<>();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (name == null) {
      if (help) {
        spec.commandLine().usage(System.out);
      } else {
        list();
      }
      return 0;
    }
    Example example =
        Example.named(name)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "there is no example '" + name + "'; there are: " + names()));
    if (help) {
      arguments.add("--help");
    }
    return new ProgramRunner(System.err, verbose.verbose).run(example.program(), arguments);
  }

  private static void list() {
    for (Example example : Example.values()) {
      System.out.printf("%-20s %s%n", example.label(), example.description());
    }
  }

  private static String names() {
    List<Example> all = Arrays.asList(Example.values());
    return all.stream().map(Example::label).collect(Collectors.joining(", "));
  }
}
