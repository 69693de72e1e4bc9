package io.millrace.cli;

import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.process.CoordinatorProcess;
import io.millrace.runners.distributed.process.WorkerProcess;
import io.millrace.runners.distributed.rpc.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Counts the words of a file once with the direct runner and once on a cluster of this process,
 * over its sockets: what JVMs load that run pipelines or are of a cluster is loaded then, and
 * {@code bin/millrace} keeps an archive of it, from which they start in half the time.
 */
final class Rehearsal {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Rehearsal() {}

  /**
   * Runs both.
   *
   * @param args the file, and a directory for everything that is written
   */
  public static void main(String[] args) {
    int exitCode = 1;
    try {
      exitCode = run(args);
    } catch (IOException | InterruptedException | RuntimeException e) {
      System.err.println("no rehearsal: " + e);
    }
    // threads of either may still be there
    System.exit(exitCode);
  }

  private static int run(String[] args) throws IOException, InterruptedException {
    String input = "--input=" + args[0];
    Path scratch = Path.of(args[1]);
    Consumer<String> halted = reason -> System.err.println("halted: " + reason);
    Address any = new Address(Address.LOOPBACK, 0);
    int exitCode;
    try (CoordinatorProcess coordinator =
            CoordinatorProcess.start(any, scratch.resolve("checkpoints").toString(), halted);
        WorkerProcess worker =
            WorkerProcess.start(
                new WorkerProcess.Settings(
                    coordinator.address(),
                    any,
                    2,
                    scratch.resolve("worker"),
                    PATIENCE,
                    ClusterSettings.PROTOCOL_VERSION),
                halted)) {
      String address = coordinator.address().toString();
      System.err.println("a worker listens on " + worker.address());
      exitCode =
          Millrace.execute(
              "example",
              "wordcount",
              input,
              "--output=" + scratch.resolve("of-a-cluster"),
              "--runner=distributed",
              "--coordinator=" + address);
      exitCode += Millrace.execute("jobs", "--coordinator=" + address);
    }
    return exitCode
        + Millrace.execute("example", "wordcount", input, "--output=" + scratch.resolve("direct"));
  }
}
