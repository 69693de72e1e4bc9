package io.millrace.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code millrace run}: runs a user's program. */
@Command(
    name = "run",
    customSynopsis = "millrace run --jar=FILE [--main=CLASS] [--verbose] [options of the program]",
    description = "Runs the main method of a program in a jar file.")
final class RunCommand implements Callable<Integer> {

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
    if (target.help) {
      arguments.add("--help");
    }
    return new ProgramRunner(System.err, verbose.verbose).run(target.program(spec), arguments);
  }
}
