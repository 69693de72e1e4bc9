package io.millrace.cli.cluster;

import io.millrace.runners.distributed.process.CoordinatorProcess;
import io.millrace.runners.distributed.process.Deserialisation;
import io.millrace.runners.distributed.rpc.Address;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code millrace coordinator}: is the coordinator of a cluster. */
@Command(
    name = "coordinator",
    description = {
      "Runs the coordinator of a cluster until it is ended (Ctrl-C), or one of several.",
      "It goes on with the jobs that it finds with the checkpoints. Options of file systems, such"
          + " as --s3Endpoint, say how these are reached."
    })
public final class CoordinatorCommand implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  @Mixin ListenOption listen = new ListenOption();

  @Option(
      names = "--port",
      paramLabel = "P",
      description = "The port to listen on (default: ${DEFAULT-VALUE}); 0 for any.")
  int port = CoordinatorOption.USUAL_PORT;

  @Option(
      names = "--coordinators",
      paramLabel = "HOST:PORT,HOST:PORT",
      description =
          "All coordinators of the cluster, this one among them: one coordinates, and the others"
              + " stand by (default: this one alone). Every process of the cluster is told the same.")
  @Nullable String coordinators;

  @Option(
      names = "--checkpoints",
      paramLabel = "URI",
      required = true,
      description =
          "The directory for checkpoints, logs and artifacts; every worker must reach it by this"
              + " name.")
  String checkpoints = "";

  @Unmatched List<String> fileSystemArguments = new ArrayList<>();
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Deserialisation.refuseAll();
    FileSystemArguments.tell(spec, fileSystemArguments);
    RunningProcess running = new RunningProcess();
    Address address = listen.address(spec, port);
    CoordinatorProcess process;
    try {
      process =
          coordinators == null
              ? CoordinatorProcess.start(address, checkpoints, running.halted())
              : CoordinatorProcess.start(
                  address,
                  CoordinatorOption.coordinators(spec, "--coordinators", coordinators),
                  checkpoints,
                  running.halted());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new ClusterException(String.valueOf(e.getMessage()), e);
    }
    System.out.println("The coordinator listens on " + process.address() + ".");
    System.out.flush();
    running.await(process::close);
    return 0;
  }
}
