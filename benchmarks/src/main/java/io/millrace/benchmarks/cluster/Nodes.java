package io.millrace.benchmarks.cluster;

import io.millrace.benchmarks.Benchmarks;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Processes of this program that are nodes of a cluster; all end with this. */
final class Nodes implements AutoCloseable {

  /** A process, and where it listens. */
  record Node(Process process, String address) {}

  private final List<String> flags;
  private final Path directory;
  private final List<Process> started = new ArrayList<>();

  /**
   * None.
   *
   * @param flags of each JVM
   */
  Nodes(List<String> flags) throws IOException {
    this.flags = List.copyOf(flags);
    this.directory = Files.createTempDirectory("cluster");
  }

  /** Where checkpoints are. */
  Path store() {
    return directory.resolve("store");
  }

  Node coordinator() throws IOException {
    return start("coordinator", "--directory=" + store());
  }

  Node worker(Node coordinator) throws IOException {
    return start(
        "worker",
        "--coordinator=" + coordinator.address(),
        "--directory=" + Files.createTempDirectory(directory, "worker"));
  }

  Node bare() throws IOException {
    return start("bare");
  }

  private Node start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Benchmarks.class.getName());
    command.add("cluster-node");
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    started.add(process);
    BufferedReader out = process.inputReader();
    String address = out.readLine();
    if (address == null) {
      throw new IOException(arguments[0] + " ended before it listened");
    }
    return new Node(process, address);
  }

  @Override
  public void close() throws IOException {
    started.forEach(Process::destroyForcibly);
    started.forEach(process -> process.onExit().join());
    List<Path> files;
    try (var walk = Files.walk(directory)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
