package io.millrace.runners.distributed.process;

import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.Coordinators;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes of a cluster, with the class path of the tests; all end with this. */
final class Processes implements AutoCloseable {

  /** A process, and what it said first. */
  record Node(Process process, String said) {

    Address address() {
      if (!said.startsWith("listens on ")) {
        throw new AssertionError("it does not listen: " + said);
      }
      return Address.parse(said.substring("listens on ".length()));
    }

    /** Ends it at once, without a chance to say a word. */
    void kill() throws InterruptedException {
      process.destroyForcibly();
      process.waitFor();
    }

    /** Stops it where it is, as a machine that hangs does. */
    void freeze() throws IOException, InterruptedException {
      signal("-STOP");
    }

    /** Lets it go on as if nothing had been. */
    void thaw() throws IOException, InterruptedException {
      signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
      String[] command = {"kill", signal, Long.toString(process.pid())};
      int exitCode = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (exitCode != 0) {
        throw new IOException(String.join(" ", command) + " ended with " + exitCode);
      }
    }

    /** What it says next. */
    String saysNext() throws IOException {
      return String.valueOf(process.inputReader().readLine());
    }
  }

  private final Path directory;
  private final List<Process> started = new ArrayList<>();

  Processes(Path directory) {
    this.directory = directory;
  }

  String store() {
    return directory.resolve("store").toString();
  }

  Node coordinator(Address listen) throws IOException {
    return start("coordinator", listen.toString(), store());
  }

  /** One of several. */
  Node coordinator(Address listen, Coordinators coordinators) throws IOException {
    return start("coordinator", listen.toString(), store(), coordinators.toString());
  }

  Node worker(Address coordinator) throws IOException {
    return worker(coordinator, ClusterSettings.PROTOCOL_VERSION);
  }

  Node worker(Coordinators coordinators) throws IOException {
    return worker(coordinators, ClusterSettings.PROTOCOL_VERSION);
  }

  Node worker(Address coordinator, int version) throws IOException {
    return worker(Coordinators.of(coordinator), version);
  }

  private Node worker(Coordinators coordinators, int version) throws IOException {
    Path scratch = Files.createTempDirectory(directory, "worker");
    return start("worker", coordinators.toString(), scratch.toString(), Integer.toString(version));
  }

  private Node start(String... args) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath));
    command.add(NodeMain.class.getName());
    command.addAll(List.of(args));
    File log = Files.createTempFile(directory, args[0], ".log").toFile();
    Process process = new ProcessBuilder(command).redirectError(log).start();
    started.add(process);
    BufferedReader out = process.inputReader();
    String said = out.readLine();
    return new Node(process, said == null ? Files.readString(log.toPath()) : said);
  }

  @Override
  public void close() {
    started.forEach(Process::destroyForcibly);
    started.forEach(process -> process.onExit().join());
  }
}
