package io.millrace.cli.cluster;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps a process of a cluster going until it is told to end, or cannot go on. */
final class RunningProcess {

  /** What is to be done before this JVM ends. */
  interface Stopping {
    void stop();
  }

  /** Held here, or its level would be forgotten. Strangers on a port are no news for a log. */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  static {
    GRPC.setLevel(Level.WARNING);
  }

  private final BlockingQueue<String> halted = new ArrayBlockingQueue<>(1);

  /** Is told why it cannot go on; the first reason counts. */
  Consumer<String> halted() {
    return halted::offer;
  }

  /**
   * Waits for the end.
   *
   * @throws ClusterException with the reason if it cannot go on
   */
  void await(Stopping stopping) throws ClusterException, InterruptedException {
    Thread atExit = new Thread(stopping::stop, "millrace-stop");
    Runtime.getRuntime().addShutdownHook(atExit);
    throw new ClusterException(halted.take());
  }
}
