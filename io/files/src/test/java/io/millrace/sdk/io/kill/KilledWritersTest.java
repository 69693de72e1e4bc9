package io.millrace.sdk.io.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.v1.JobStatus;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.DistributedRunner;
import io.millrace.runners.distributed.client.RemoteRun;
import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.CoordinatorException;
import io.millrace.runners.distributed.rpc.JobsClient;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.io.TextIO;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that write files are killed at random moments, and somebody who reads the files from
 * outside sees each element once. How often, and with which seed, is told by the system properties
 * {@code millrace.kills} and {@code millrace.seed}.
 */
class KilledWritersTest {

  static final int DESTINATIONS = 7;

  private static final int KILLS = Integer.getInteger("millrace.kills", 4);
  private static final long SEED = Long.getLong("millrace.seed", 1);
  private static final int MOST_ELEMENTS = 20;
  private static final int LONGEST_LIFE_MILLIS = 1500;

  /** A process, and where it listens. */
  private record Node(Process process, Address address) {

    void kill() throws InterruptedException {
      process.destroyForcibly(); // SIGKILL: it has no chance to say or save anything
      process.waitFor();
    }

    /** Lets it live for some time. */
    void live(int millis) throws InterruptedException {
      if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("a worker ended by itself: " + process.exitValue());
      }
    }
  }

  @TempDir Path directory;
  private final List<Process> started = new ArrayList<>();
  private final List<Node> workers = new ArrayList<>();
  private Node coordinator;

  @BeforeEach
  void startACluster() throws IOException {
    coordinator = coordinator(new Address(Address.LOOPBACK, 0));
    workers.add(worker());
    workers.add(worker());
  }

  @AfterEach
  void endAllProcesses() {
    started.forEach(Process::destroyForcibly);
    started.forEach(process -> process.onExit().join());
  }

  private Node coordinator(Address listen) throws IOException {
    return start("coordinator", listen.toString(), directory.resolve("store").toString());
  }

  private Node worker() throws IOException {
    Path scratch = Files.createTempDirectory(directory, "worker");
    return start("worker", coordinator.address().toString(), scratch.toString());
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
    String listens = "listens on ";
    if (said == null || !said.startsWith(listens)) {
      throw new AssertionError(args[0] + " says " + said + ": " + Files.readString(log.toPath()));
    }
    return new Node(process, Address.parse(said.substring(listens.length())));
  }

  private RemoteRun submit(Path target) {
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setRunner(DistributedRunner.class);
    options.setCoordinator(coordinator.address().toString());
    options.setParallelism(2);
    options.setCheckpointEvery(Duration.ofMillis(100));
    options.setRestarts(Integer.MAX_VALUE);
    options.setBlockOnRun(false);
    options.setFilesToStage(List.of()); // workers have the class path of the tests
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(GenerateSequence.from(0).withRate(1, Duration.ofMillis(2)))
        .apply(
            "Write",
            FileIO.<Integer, Long>writeDynamic()
                .by(number -> (int) (number % DESTINATIONS))
                .withDestinationCoder(VarIntCoder.of())
                .via(String::valueOf, TextIO.sink())
                .to(target.toString())
                .withNaming(digit -> FileIO.Write.defaultNaming(digit + "/numbers", ".txt"))
                .withNumShards(2)
                .withMaxElements(MOST_ELEMENTS)
                .withMaxDuration(Duration.ofMillis(200)));
    return (RemoteRun) pipeline.run();
  }

  private static final class Found extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Waits until the job stands as it is wanted to, also while there is no coordinator. */
  private JobStatus await(String job, Predicate<JobStatus> wanted) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    JobStatus[] last = new JobStatus[1];
    while (true) {
      try (JobsClient client = JobsClient.of(coordinator.address())) {
        client.watch(
            job,
            view -> {
              last[0] = view.getStatus();
              if (wanted.test(last[0])) {
                throw new Found();
              }
              if (System.nanoTime() > deadline) {
                throw new AssertionError("after a minute the job stands at " + last[0]);
              }
            });
        throw new AssertionError("the job ended: " + last[0]);
      } catch (Found found) {
        return last[0];
      } catch (CoordinatorException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
    }
  }

  @Test
  void whoeverReadsTheFilesSeesEachElementOnceWhileWritersAreKilled() throws Exception {
    Random random = new Random(SEED);
    Path target = directory.resolve("numbers");
    VisibleNumbers visible = new VisibleNumbers(target);
    RemoteRun run = submit(target);
    String job = run.job();
    long checkpoint = await(job, status -> status.getCheckpoint() >= 2).getCheckpoint();
    int killed = 0;
    try {
      while (killed < KILLS) {
        int kind = random.nextInt(10);
        workers.get(0).live(random.nextInt(LONGEST_LIFE_MILLIS));
        if (kind == 0) {
          coordinator.kill();
          coordinator = coordinator(coordinator.address());
          killed++;
        } else {
          int count = kind == 1 ? 2 : 1;
          for (int i = 0; i < count; i++) {
            workers.remove(random.nextInt(workers.size())).kill();
            killed++;
          }
          for (int i = 0; i < count; i++) {
            workers.add(worker());
          }
        }
        visible.look(MOST_ELEMENTS);
        long before = checkpoint;
        checkpoint =
            await(
                    job,
                    status ->
                        status.getState().equals("RUNNING") && status.getCheckpoint() > before + 1)
                .getCheckpoint();
        visible.look(MOST_ELEMENTS);
      }
      run.drain();
      assertThat(run.waitUntilFinish()).isEqualTo(State.DONE);
      int numbers = visible.lookAtAll(MOST_ELEMENTS);
      assertThat(numbers).isPositive();
      System.out.printf(
          "seed %d: %d kills, %d checkpoints, %d elements, each seen once, in %d files%n",
          SEED, killed, checkpoint, numbers, visible.fileCount());
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "with -Dmillrace.seed=" + SEED + ", after " + killed + " kills: " + e.getMessage(), e);
    }
  }
}
