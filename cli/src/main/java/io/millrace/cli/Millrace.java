package io.millrace.cli;

import io.millrace.cli.cluster.ChangeJobCommand;
import io.millrace.cli.cluster.ClusterCommand;
import io.millrace.cli.cluster.CoordinatorCommand;
import io.millrace.cli.cluster.DescribeJobCommand;
import io.millrace.cli.cluster.JobsCommand;
import io.millrace.cli.cluster.RescaleCommand;
import io.millrace.cli.cluster.SavepointCommand;
import io.millrace.cli.cluster.WorkerCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The entry of {@code bin/millrace}: chooses the sub-command. */
@Command(
    name = "millrace",
    versionProvider = ProjectVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Typed stream and batch pipelines, written once and run anywhere.",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Ctrl-C cancels what runs; with --drainAtExit=30s a pipeline may fire its windows and end"
          + " first.",
      "Connectors, file systems and RocksDB: --libraries=kafka,jdbc,s3,hdfs,rocksdb; s3://, hdfs://"
          + " and",
      "--state=rocksdb in an argument add theirs. --jars=FILE,FILE adds others, such as a JDBC"
          + " driver.",
      "Exit codes: 0 success, 1 a pipeline or program failed, 2 the command line is wrong.",
      "Environment: JAVA_HOME, MILLRACE_JAVA_OPTS or JAVA_OPTS (options of the JVM), MAVEN_OPTS,",
      "MILLRACE_LIBRARIES."
    },
    subcommands = {
      DemoCommand.class,
      ExampleCommand.class,
      RunCommand.class,
      ExplainCommand.class,
      ClusterCommand.class,
      CoordinatorCommand.class,
      WorkerCommand.class,
      JobsCommand.class,
      DescribeJobCommand.class,
      ChangeJobCommand.Cancel.class,
      ChangeJobCommand.Drain.class,
      ChangeJobCommand.Resume.class,
      SavepointCommand.class,
      RescaleCommand.class
    })
public final class Millrace implements Runnable {

  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  boolean version;

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "say what to do");
  }

  /** Runs the sub-command that the arguments name; ends the JVM only if that did not succeed. */
  public static void main(String[] args) {
    int exitCode = execute(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
    // else: a program may have left threads behind that still work, as with plain java
  }

  static int execute(String... args) {
    return commandLine().execute(args);
  }

  private static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Millrace());
    commandLine.setParameterExceptionHandler(Millrace::explainWrongUsage);
    commandLine.setExecutionExceptionHandler(Millrace::explainFailure);
    return commandLine;
  }

  private static int explainFailure(
      Exception thrown, CommandLine command, CommandLine.ParseResult parsed) {
    Failure told = Failure.of(thrown);
    PrintWriter err = command.getErr();
    err.println(ProgramRunner.PREFIX + told.message());
    err.flush();
    return told.exitCode();
  }

  private static int explainWrongUsage(CommandLine.ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(ProgramRunner.PREFIX + e.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    err.flush();
    return WRONG_USAGE;
  }
}
