package io.millrace.cli.cluster;

import io.millrace.runners.distributed.rpc.Coordinators;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The directory of a cluster on this machine: which processes it has, what they log, and, unless
 * told otherwise, its checkpoints.
 */
final class ClusterHome {

  /** A process, known by its number and its start: numbers are used again. */
  record Member(String role, long pid, long startedMillis) {

    static Member of(String role, Process process) {
      return new Member(role, process.pid(), started(process.toHandle()));
    }

    private static long started(ProcessHandle handle) {
      return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** The process, if it still runs. */
    Optional<ProcessHandle> handle() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(handle -> started(handle) == startedMillis);
    }
  }

  /** What is known of a cluster that was started. */
  record Known(Coordinators coordinators, List<Member> members) {}

  private static final String COORDINATOR = "coordinator";

  private final Path directory;

  ClusterHome(Path directory) {
    this.directory = directory;
  }

  static Path usual() {
    return Path.of(System.getProperty("user.home"), ".millrace", "cluster");
  }

  Path directory() {
    return directory;
  }

  Path log(String role) {
    return directory.resolve(role + ".log");
  }

  Path checkpoints() {
    return directory.resolve("checkpoints");
  }

  private Path file() {
    return directory.resolve("cluster.properties");
  }

  /** The cluster that was started here and not stopped, whether or not it still runs. */
  Optional<Known> read() throws IOException {
    if (!Files.exists(file())) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file())) {
      properties.load(in);
      List<Member> members = new ArrayList<>();
      for (int i = 0; properties.containsKey("process." + i); i++) {
        String[] parts = properties.getProperty("process." + i).split(" ", 3);
        members.add(new Member(parts[2], Long.parseLong(parts[0]), Long.parseLong(parts[1])));
      }
      String coordinator = properties.getProperty(COORDINATOR);
      if (coordinator == null) {
        throw new ClusterException(file() + " does not name a coordinator; remove it");
      }
      return Optional.of(new Known(Coordinators.parse(coordinator), members));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new ClusterException(file() + " cannot be read (" + e.getMessage() + "); remove it", e);
    }
  }

  void write(Known known) throws IOException {
    Properties properties = new Properties();
    properties.setProperty(COORDINATOR, known.coordinators().toString());
    for (int i = 0; i < known.members().size(); i++) {
      Member member = known.members().get(i);
      properties.setProperty(
          "process." + i, member.pid() + " " + member.startedMillis() + " " + member.role());
    }
    try (Writer out = Files.newBufferedWriter(file())) {
      properties.store(out, "a cluster that runs on this machine; 'millrace cluster stop' ends it");
    }
  }

  void forget() throws IOException {
    Files.deleteIfExists(file());
  }
}
