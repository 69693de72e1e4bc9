package io.millrace.benchmarks.cluster;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.process.CoordinatorProcess;
import io.millrace.runners.distributed.process.Deserialisation;
import io.millrace.runners.distributed.process.WorkerProcess;
import io.millrace.runners.distributed.rpc.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A process of a cluster: says where it listens, and ends when its input does. */
@Command(name = "cluster-node", hidden = true, description = "A process of another benchmark.")
public final class NodeCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What the process is. */
  enum Role {
    COORDINATOR,
    WORKER,
    BARE
  }

  @Parameters(description = "What it is.")
  Role role = Role.BARE;

  @Option(names = "--coordinator", description = "Where the coordinator of a worker listens.")
  @Nullable String coordinator;

  @Option(names = "--directory", description = "For checkpoints, or for what a worker has on disk.")
  Path directory = Path.of("");

  @Override
  public Integer call() throws Exception {
    Address anyPort = new Address(Address.LOOPBACK, 0);
    String listens =
        switch (role) {
          case COORDINATOR -> {
            Deserialisation.refuseAll();
            yield CoordinatorProcess.start(anyPort, directory.toString(), NodeCommand::halted)
                .address()
                .toString();
          }
          case WORKER -> worker(anyPort).address().toString();
          case BARE -> Address.LOOPBACK + ":" + bare().getPort();
        };
    System.out.println(listens);
    while (System.in.read() >= 0) {
      // nobody says anything
    }
    Runtime.getRuntime().halt(0);
    return 0;
  }

  private WorkerProcess worker(Address listen) throws IOException, InterruptedException {
    if (coordinator == null) {
      throw new IllegalArgumentException("a worker needs --coordinator");
    }
    Deserialisation.limit();
    return WorkerProcess.start(
        new WorkerProcess.Settings(
            Address.parse(coordinator),
            listen,
            1,
            directory,
            PATIENCE,
            ClusterSettings.PROTOCOL_VERSION),
        NodeCommand::halted);
  }

  private static Server bare() throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .addService(BareStream.service())
        .build()
        .start();
  }

  private static void halted(String reason) {
    System.err.println(reason);
    Runtime.getRuntime().halt(1);
  }
}
