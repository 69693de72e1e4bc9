package io.millrace.cli.cluster;

import io.millrace.cluster.v1.DescribeClusterResponse;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.WorkerView;
import io.millrace.runners.distributed.rpc.Coordinators;
import io.millrace.runners.distributed.rpc.JobsClient;
import io.millrace.runners.distributed.rpc.JobsClient.Standing;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code millrace cluster}: a cluster of processes on this machine. */
@Command(
    name = "cluster",
    description = "Starts, stops and describes a cluster of processes on this machine.",
    subcommands = {
      ClusterCommand.Start.class,
      ClusterCommand.Stop.class,
      ClusterCommand.Describe.class
    })
public final class ClusterCommand implements Runnable {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: start, stop or status");
  }

  /** {@code millrace cluster start}. */
  @Command(
      name = "start",
      description = {
        "Starts coordinators and workers, and waits until all are there and one coordinates.",
        "Then: millrace run --jar=FILE --runner=distributed --coordinator=127.0.0.1:7077",
        "Options of file systems, such as --s3Endpoint, are for all its processes."
      })
  static final class Start implements Callable<Integer> {

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this help and exit.")
    boolean help;

    @Option(
        names = "--workers",
        paramLabel = "N",
        description = "How many workers (default: ${DEFAULT-VALUE}).")
    int workers = 2;

    @Option(
        names = "--coordinators",
        paramLabel = "N",
        description =
            "How many coordinators (default: ${DEFAULT-VALUE}): one coordinates, and the others stand"
                + " by, on the ports after its own.")
    int coordinators = 1;

    @Option(
        names = "--slots",
        paramLabel = "K",
        description =
            "How many slots each worker has (default: as many as the machine has processors).")
    int slots = Runtime.getRuntime().availableProcessors();

    @Option(
        names = "--checkpoints",
        paramLabel = "URI",
        description =
            "The directory for checkpoints, logs and artifacts (default: 'checkpoints' in the"
                + " directory of the cluster).")
    @Nullable String checkpoints;

    @Mixin ListenOption listen = new ListenOption();

    @Option(
        names = "--port",
        paramLabel = "P",
        description = "The port of the first coordinator (default: ${DEFAULT-VALUE}).")
    int port = CoordinatorOption.USUAL_PORT;

    @Option(
        names = "--javaOptions",
        paramLabel = "OPTIONS",
        split = " ",
        description = "Options of the JVMs of workers, such as -Xmx4g.")
    List<String> javaOptions = List.of();

    @Option(
        names = "--home",
        paramLabel = "DIR",
        description = "The directory of the cluster (default: ~/.millrace/cluster).")
    Path home = ClusterHome.usual();

    @Unmatched List<String> fileSystemArguments = new ArrayList<>();
    @Spec CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
      FileSystemArguments.check(spec, fileSystemArguments);
      atLeast(1, "--workers", workers);
      atLeast(1, "--coordinators", coordinators);
      atLeast(1, "--slots", slots);
      atLeast(1, "--port", port);
      ClusterHome directory = new ClusterHome(home.toAbsolutePath());
      List<Standing> cluster =
          new LocalCluster(directory)
              .start(
                  new LocalCluster.Shape(
                      new Coordinators(
                          IntStream.range(port, port + coordinators)
                              .mapToObj(each -> listen.address(spec, each))
                              .toList()),
                      workers,
                      slots,
                      checkpoints != null ? checkpoints : directory.checkpoints().toString(),
                      javaOptions,
                      fileSystemArguments));
      print(cluster, System.out);
      System.out.println("logs in " + directory.directory());
      return 0;
    }

    private void atLeast(int least, String option, int value) {
      if (value < least) {
        throw new ParameterException(
            spec.commandLine(), option + " must be at least " + least + ", was " + value);
      }
    }
  }

  /** {@code millrace cluster stop}. */
  @Command(
      name = "stop",
      description = {
        "Ends the processes of 'millrace cluster start'.",
        "Jobs that run stay with the checkpoints, and go on when the cluster is started again."
      })
  static final class Stop implements Callable<Integer> {

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this help and exit.")
    boolean help;

    @Option(
        names = "--home",
        paramLabel = "DIR",
        description = "The directory of the cluster (default: ~/.millrace/cluster).")
    Path home = ClusterHome.usual();

    @Override
    public Integer call() throws IOException, InterruptedException {
      int ended = new LocalCluster(new ClusterHome(home.toAbsolutePath())).stop();
      System.out.println(ended == 0 ? "No cluster runs here." : "Ended " + ended + " processes.");
      return 0;
    }
  }

  /** {@code millrace cluster status}. */
  @Command(
      name = "status",
      description = "Shows who coordinates a cluster, its workers and its jobs.")
  static final class Describe implements Callable<Integer> {

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this help and exit.")
    boolean help;

    @Mixin CoordinatorOption coordinator = new CoordinatorOption();
    @Spec CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      try (JobsClient client = coordinator.client(spec)) {
        List<Standing> standings = client.standings();
        if (standings.stream().anyMatch(each -> each.cluster().isPresent())) {
          print(standings, System.out);
        }
        List<JobStatus> jobs = client.list();
        if (!jobs.isEmpty()) {
          JobsCommand.print(jobs, System.out);
        }
      }
      return 0;
    }
  }

  private static void print(List<Standing> coordinators, PrintStream out) {
    for (Standing each : coordinators) {
      DescribeClusterResponse cluster = each.cluster().orElse(null);
      if (cluster == null) {
        out.println(each.wrong());
      } else if (each.isLeading() || coordinators.size() == 1) {
        out.printf(
            "coordinator %s%s, checkpoints in %s%n",
            cluster.getCoordinator(), each.isLeading() ? "" : " (starting)", cluster.getStore());
      } else {
        out.printf("coordinator %s (stands by)%n", cluster.getCoordinator());
      }
    }
    List<WorkerView> workers =
        coordinators
            .get(0)
            .cluster()
            .map(DescribeClusterResponse::getWorkersList)
            .orElse(List.of());
    for (WorkerView worker : workers) {
      out.printf(
          "worker %s, %d of %d slots taken%n",
          worker.getNode(), worker.getUsed(), worker.getSlots());
    }
  }
}
