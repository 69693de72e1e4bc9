package io.millrace.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code millrace explain}: prints the plan of a user's pipeline and does not execute it. */
@Command(
    name = "explain",
    customSynopsis =
        "millrace explain --jar=FILE [--main=CLASS] [--verbose] [options of the program]",
    description = {
      "Prints how the pipeline of a program would be executed: its stages, what is fused, why it is cut.",
      "The main method is called with the option --explain added; nothing is read or written."
    })
final class ExplainCommand implements Callable<Integer> {

  static final String EXPLAIN = "--explain";

  @Mixin JarProgram target = new JarProgram();
  @Mixin VerboseOption verbose = new VerboseOption();
  @Unmatched List<String> arguments = new ArrayList<>();
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (target.wantsCommandHelp()) {
      spec.commandLine().usage(System.out);
      return 0;
    }
    arguments.add(target.help ? "--help" : EXPLAIN);
    return new ProgramRunner(System.err, verbose.verbose).run(target.program(spec), arguments);
  }
}
