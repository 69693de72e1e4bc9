package io.millrace.cli.cluster;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Options of file systems on the command lines of a cluster's processes: there is one set of them
 * in a process, for its store and for the files of all its jobs.
 */
final class FileSystemArguments {

  private FileSystemArguments() {}

  /**
   * Checks that there is nothing else among arguments.
   *
   * @throws ParameterException naming the first that is no option of a file system that is there
   */
  static void check(CommandSpec spec, List<String> arguments) {
    Set<String> names = FileSystems.optionNames();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (!name.startsWith("--") || !names.contains(name.substring(2))) {
        throw new ParameterException(
            spec.commandLine(),
            "Unknown option: '"
                + name
                + "'"
                + (name.startsWith("--s3") || name.startsWith("--hadoop")
                    ? " (add its file system: --libraries=s3 or --libraries=hdfs)"
                    : ""));
      }
    }
    try {
      PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new)).create();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Tells the file systems of this process.
   *
   * @throws ParameterException if there is something else among the arguments, or it cannot be
   */
  static void tell(CommandSpec spec, List<String> arguments) {
    check(spec, arguments);
    try {
      FileSystems.setDefaultPipelineOptions(
          PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new)).create());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
