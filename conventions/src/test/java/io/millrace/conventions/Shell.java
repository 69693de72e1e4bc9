package io.millrace.conventions;

/**
 * The places where the real world is let in: wall clock, threads, randomness. Everywhere else these
 * are handed in, so that the same seed gives the same run.
 */
enum Shell {
  DIRECT_RUNNER("io.millrace.runners.direct", "runs stage tasks on threads of this JVM"),
  HOST("io.millrace.runners.host", "keeps what does not fit into memory in files"),
  CLUSTER_SHELL("io.millrace.runners.distributed.shell", "tells machines their events, on threads"),
  CLUSTER_CLIENT(
      "io.millrace.runners.distributed.client",
      "starts clusters of this process, and waits for jobs of others"),
  CLUSTER_PROCESS(
      "io.millrace.runners.distributed.process", "runs coordinators and workers of a cluster"),
  MARKS("io.millrace.sdk.io.shell", "marks writes as nobody else does, on whichever machine"),
  JDBC(
      "io.millrace.sdk.io.jdbc.shell",
      "keeps connections, and reads on threads of its own: drivers wait for servers"),
  REGISTRY(
      "io.millrace.sdk.io.kafka.avro.shell",
      "asks schema registries with a client that has threads, and waits for their answers"),
  TESTING(
      "io.millrace.sdk.testing.shell",
      "lets threads race for files, waits no longer than some time, and kills processes"),
  CLI("io.millrace.cli", "talks to a person at a terminal"),
  BENCHMARKS("io.millrace.benchmarks", "measures wall time, and is compared with plain threads"),
  SIMULATE(
      "io.millrace.simulation.command", "runs many simulations at once, and measures how many");

  private final String packageName;
  private final String reason;

  Shell(String packageName, String reason) {
    this.packageName = packageName;
    this.reason = reason;
  }

  String reason() {
    return reason;
  }

  private boolean holds(String otherPackage) {
    return otherPackage.equals(packageName) || otherPackage.startsWith(packageName + ".");
  }

  static boolean isIn(String packageName) {
    for (Shell shell : values()) {
      if (shell.holds(packageName)) {
        return true;
      }
    }
    return false;
  }
}
