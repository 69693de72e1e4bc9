package io.millrace.cli.cluster;

import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.Coordinators;
import io.millrace.runners.distributed.rpc.JobsClient;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options by which a command finds the coordinator, or whoever of several it is. */
final class CoordinatorOption {

  static final int USUAL_PORT = 7077;

  @Option(
      names = "--coordinator",
      paramLabel = "HOST:PORT[,HOST:PORT]",
      description =
          "The coordinator to ask, or all of a cluster that has several (default: those of 'millrace"
              + " cluster start', or 127.0.0.1:7077).")
  @Nullable String coordinator;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "The directory of a cluster on this machine (default: ~/.millrace/cluster).")
  Path home = ClusterHome.usual();

  ClusterHome home() {
    return new ClusterHome(home);
  }

  JobsClient client(CommandSpec spec) throws IOException {
    if (coordinator != null) {
      return JobsClient.of(coordinators(spec, "--coordinator", coordinator));
    }
    return JobsClient.of(
        home()
            .read()
            .map(ClusterHome.Known::coordinators)
            .orElse(Coordinators.of(new Address(Address.LOOPBACK, USUAL_PORT))));
  }

  static Coordinators coordinators(CommandSpec spec, String option, String text) {
    try {
      return Coordinators.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
    }
  }
}
