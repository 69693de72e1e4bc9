package io.millrace.sdk.io.kill;

import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.process.CoordinatorProcess;
import io.millrace.runners.distributed.process.Deserialisation;
import io.millrace.runners.distributed.process.WorkerProcess;
import io.millrace.runners.distributed.rpc.Address;
import java.nio.file.Path;
import java.time.Duration;

/** A process of a cluster: says where it listens, and ends when its input does. */
final class NodeMain {

  private NodeMain() {}

  public static void main(String[] args) throws Exception {
    if (args[0].equals("coordinator")) {
      Deserialisation.refuseAll();
      say(CoordinatorProcess.start(Address.parse(args[1]), args[2], NodeMain::halted).address());
    } else {
      Deserialisation.limit();
      WorkerProcess.Settings settings =
          new WorkerProcess.Settings(
              Address.parse(args[1]),
              new Address(Address.LOOPBACK, 0),
              2,
              Path.of(args[2]),
              Duration.ofSeconds(30),
              ClusterSettings.PROTOCOL_VERSION);
      say(WorkerProcess.start(settings, NodeMain::halted).address());
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
