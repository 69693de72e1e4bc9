package io.millrace.cli.cluster;

import io.millrace.runners.distributed.rpc.Address;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option that says on which address a process listens. */
final class ListenOption {

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "The address to listen on, by which the other processes reach this one (default:"
              + " ${DEFAULT-VALUE}, which no other machine reaches). Nothing is encrypted and nobody"
              + " is asked who they are: whoever reaches it can run code.")
  String host = Address.LOOPBACK;

  Address address(CommandSpec spec, int port) {
    try {
      return new Address(host, port);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
