package io.millrace.runners.distributed.process;

import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.Coordinators;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process of a cluster for tests: says where it listens, and ends when what started it does, or
 * closes its input.
 */
final class NodeMain {

  private NodeMain() {}

  public static void main(String[] args) throws Exception {
    Address anyPort = new Address(Address.LOOPBACK, 0);
    if (args[0].equals("coordinator")) {
      Deserialisation.refuseAll();
      Address listen = Address.parse(args[1]);
      CoordinatorProcess process =
          args.length == 3
              ? CoordinatorProcess.start(listen, args[2], NodeMain::halted)
              : CoordinatorProcess.start(
                  listen, Coordinators.parse(args[3]), args[2], NodeMain::halted);
      say(process.address());
    } else {
      Deserialisation.limit();
      WorkerProcess.Settings settings =
          new WorkerProcess.Settings(
              Coordinators.parse(args[1]),
              anyPort,
              2,
              Path.of(args[2]),
              Duration.ofSeconds(30),
              Integer.parseInt(args[3]));
      try {
        say(WorkerProcess.start(settings, NodeMain::halted).address());
      } catch (IOException e) {
        halted(e.getMessage());
      }
    }
    while (System.in.read() >= 0) {
      // nobody says anything
    }
    Runtime.getRuntime().halt(0);
  }

  private static void say(Address address) {
    System.out.println("listens on " + address);
  }

  private static void halted(String reason) {
    System.out.println("halted: " + reason);
    Runtime.getRuntime().halt(1);
  }
}
