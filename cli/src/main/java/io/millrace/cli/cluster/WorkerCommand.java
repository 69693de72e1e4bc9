package io.millrace.cli.cluster;

import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.process.Deserialisation;
import io.millrace.runners.distributed.process.WorkerProcess;
import io.millrace.runners.distributed.rpc.CoordinatorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code millrace worker}: is a worker of a cluster. */
@Command(
    name = "worker",
    description = {
      "Runs a worker of a cluster until it is ended (Ctrl-C). Its jobs go on elsewhere then.",
      "It runs the code of whoever submits jobs. Options of file systems, such as --s3Endpoint,"
          + " say how checkpoints are reached, and the files of jobs."
    })
public final class WorkerCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  @Option(
      names = "--coordinator",
      paramLabel = "HOST:PORT[,HOST:PORT]",
      required = true,
      description =
          "The coordinator, or all of a cluster that has several; it is waited for if none is there"
              + " yet.")
  String coordinator = "";

  @Mixin ListenOption listen = new ListenOption();

  @Option(
      names = "--port",
      paramLabel = "P",
      description = "The port to listen on for other workers (default: any that is free).")
  int port;

  @Option(
      names = "--slots",
      paramLabel = "K",
      description = "How many slots it offers (default: as many as the machine has processors).")
  int slots = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--scratch",
      paramLabel = "DIR",
      description =
          "A directory of its own for what does not fit into memory, removed at the end (default:"
              + " a new one for temporary files).")
  @Nullable Path scratch;

  @Unmatched List<String> fileSystemArguments = new ArrayList<>();
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Deserialisation.limit();
    FileSystemArguments.tell(spec, fileSystemArguments);
    if (slots < 1) {
      throw new ParameterException(spec.commandLine(), "--slots must be at least 1, was " + slots);
    }
    Path directory = scratch != null ? scratch : Files.createTempDirectory("millrace-worker-");
    RunningProcess running = new RunningProcess();
    WorkerProcess process;
    try {
      process =
          WorkerProcess.start(
              new WorkerProcess.Settings(
                  CoordinatorOption.coordinators(spec, "--coordinator", coordinator),
                  listen.address(spec, port),
                  slots,
                  directory,
                  PATIENCE,
                  ClusterSettings.PROTOCOL_VERSION),
              running.halted());
    } catch (CoordinatorException e) {
      removeAll(directory);
      throw e;
    } catch (IOException e) {
      removeAll(directory);
      throw new ClusterException(String.valueOf(e.getMessage()), e);
    }
    System.out.println("The worker listens on " + process.address() + ".");
    System.out.flush();
    running.await(
        () -> {
          process.close();
          removeAll(directory);
        });
    return 0;
  }

  private static void removeAll(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("millrace: cleaning up " + directory + " failed: " + e);
    }
  }
}
