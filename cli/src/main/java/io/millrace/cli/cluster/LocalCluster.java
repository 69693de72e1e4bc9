package io.millrace.cli.cluster;

import io.millrace.cli.cluster.ClusterHome.Known;
import io.millrace.cli.cluster.ClusterHome.Member;
import io.millrace.cluster.v1.DescribeClusterResponse;
import io.millrace.runners.distributed.process.Deserialisation;
import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.Coordinators;
import io.millrace.runners.distributed.rpc.JobsClient;
import io.millrace.runners.distributed.rpc.JobsClient.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts and ends the processes of a cluster on this machine. */
final class LocalCluster {

  private static final Duration START_PATIENCE = Duration.ofSeconds(90);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int LINES_OF_LOG = 5;

  /**
   * What a cluster is to be.
   *
   * @param coordinators on this machine; one coordinates, and the others stand by
   * @param javaOptions options of the JVMs of workers
   * @param fileSystemArguments options of file systems, for all processes
   */
  record Shape(
      Coordinators coordinators,
      int workers,
      int slots,
      String store,
      List<String> javaOptions,
      List<String> fileSystemArguments) {}

  private final ClusterHome home;

  LocalCluster(ClusterHome home) {
    this.home = home;
  }

  /**
   * Starts a cluster, and waits until all workers are there.
   *
   * @throws ClusterException if one runs here already, or does not come up; then nothing is left
   */
  List<Standing> start(Shape shape) throws IOException, InterruptedException {
    Known before = home.read().orElse(null);
    if (before != null && before.members().stream().anyMatch(m -> m.handle().isPresent())) {
      throw new ClusterException(
          "a cluster runs here already, with its coordinator at "
              + before.coordinators()
              + "; 'millrace cluster stop' ends it");
    }
    Files.createDirectories(home.directory());
    List<Member> members = new ArrayList<>();
    boolean up = false;
    try {
      List<Address> coordinators = shape.coordinators().addresses();
      for (Address coordinator : coordinators) {
        launch(
            members,
            shape,
            coordinators.size() == 1 ? "coordinator" : "coordinator-" + coordinator.port(),
            List.of(
                "-Xmx512m", "-XX:+UseSerialGC", "-Djdk.serialFilter=" + Deserialisation.NOTHING),
            List.of(
                "coordinator",
                "--host=" + coordinator.host(),
                "--port=" + coordinator.port(),
                "--coordinators=" + shape.coordinators(),
                "--checkpoints=" + shape.store()));
      }
      for (int i = 1; i <= shape.workers(); i++) {
        launch(
            members,
            shape,
            "worker-" + i,
            shape.javaOptions(),
            List.of(
                "worker",
                "--coordinator=" + shape.coordinators(),
                "--host=" + coordinators.get(0).host(),
                "--slots=" + shape.slots()));
      }
      List<Standing> cluster = await(shape, members);
      up = true;
      return cluster;
    } finally {
      if (!up) {
        end(members);
        home.forget();
      }
    }
  }

  private void launch(
      List<Member> members,
      Shape shape,
      String role,
      List<String> javaOptions,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/nohup"))) {
      // it stays when the terminal is closed
      command.add("/usr/bin/nohup");
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(sharedClasses());
    command.addAll(javaOptions);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("io.millrace.cli.Millrace");
    command.addAll(arguments);
    command.addAll(shape.fileSystemArguments());
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.log(role).toFile())
            .start();
    members.add(Member.of(role, process));
    home.write(new Known(shape.coordinators(), members));
  }

  /** What this JVM was told of an archive of classes: others with its class path can use it too. */
  private static List<String> sharedClasses() {
    String[] own = ProcessHandle.current().info().arguments().orElse(new String[0]);
    return Arrays.stream(own)
        .takeWhile(argument -> argument.startsWith("-"))
        .filter(
            argument ->
                argument.startsWith("-Xshare:") || argument.startsWith("-XX:SharedArchiveFile="))
        .toList();
  }

  private List<Standing> await(Shape shape, List<Member> members)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    String last = "";
    try (JobsClient client = JobsClient.of(shape.coordinators())) {
      while (System.nanoTime() - deadline < 0) {
        for (Member member : members) {
          if (member.handle().isEmpty()) {
            throw new ClusterException(
                "the " + member.role() + " ended at once; its log says:\n" + tail(member.role()));
          }
        }
        List<Standing> cluster = client.standings();
        Standing first = cluster.get(0);
        int workers = first.cluster().map(DescribeClusterResponse::getWorkersCount).orElse(0);
        boolean allAnswer = cluster.stream().allMatch(each -> each.cluster().isPresent());
        if (allAnswer && first.isLeading() && workers == shape.workers()) {
          return cluster;
        }
        last =
            first.wrong().isEmpty()
                ? workers + " of " + shape.workers() + " workers are there"
                : first.wrong();
        Thread.sleep(PAUSE.toMillis());
      }
    }
    throw new ClusterException(
        "the cluster did not come up in "
            + START_PATIENCE.toSeconds()
            + " s: "
            + last
            + "; see the logs in "
            + home.directory());
  }

  private String tail(String role) throws IOException {
    List<String> lines = Files.readAllLines(home.log(role));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
  }

  /**
   * Ends the cluster that was started here.
   *
   * @return how many processes were ended
   */
  int stop() throws IOException, InterruptedException {
    Known known = home.read().orElse(null);
    if (known == null) {
      return 0;
    }
    int ended = end(known.members());
    home.forget();
    return ended;
  }

  /** Workers first: then the coordinator sees no failures. */
  private static int end(List<Member> members) throws InterruptedException {
    List<ProcessHandle> running =
        members.stream().map(Member::handle).flatMap(Optional::stream).toList();
    for (int i = running.size() - 1; i >= 0; i--) {
      running.get(i).destroy();
    }
    CompletableFuture<?> all =
        CompletableFuture.allOf(
            running.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
    try {
      all.get(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      running.forEach(ProcessHandle::destroyForcibly);
    }
    return running.size();
  }
}
