package io.millrace.runners.distributed.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.JobView;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.checkpoint.Manifest;
import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.client.RemoteRun;
import io.millrace.runners.distributed.process.Processes.Node;
import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.JobsClient;
import io.millrace.runners.distributed.testkit.Counting;
import io.millrace.runners.distributed.testkit.JobsOfTests;
import io.millrace.runners.host.state.StateOptions;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pipelines on a coordinator and two workers, each a process of its own. */
@Timeout(60)
class ClusterOfProcessesTest {

  private static final MetricName HELD = MetricName.named(PAssert.class, PAssert.SUCCESS_COUNTER);

  @TempDir static Path directory;
  private static Processes processes;
  private static Node coordinatorNode;
  private static Address coordinator;
  private static JobsOfTests jobs;
  private static List<Node> workers;

  @BeforeAll
  static void startACluster() throws Exception {
    processes = new Processes(directory);
    coordinatorNode = processes.coordinator(new Address(Address.LOOPBACK, 0));
    coordinator = coordinatorNode.address();
    jobs = JobsOfTests.at(coordinator);
    workers =
        new ArrayList<>(List.of(processes.worker(coordinator), processes.worker(coordinator)));
  }

  @AfterAll
  static void endAllProcesses() throws Exception {
    jobs.close();
    processes.close();
  }

  private static DistributedOptions options() {
    DistributedOptions options = jobs.options(2);
    options.setCheckpointEvery(Duration.ofMillis(100));
    options.setBlockOnRun(true);
    return options;
  }

  private static final class FirstLetter extends SimpleFunction<String, String> {
    private static final long serialVersionUID = 1;

    private final Counter words = Metrics.counter(FirstLetter.class, "words");

    @Override
    public String apply(String word) {
      words.inc();
      if (word.isEmpty()) {
        throw new IllegalArgumentException("a word without letters");
      }
      return word.substring(0, 1);
    }
  }

  private static PipelineResult countFirstLetters(String... words) {
    Pipeline pipeline = Pipeline.create(options());
    PCollection<KV<String, Long>> counts =
        pipeline
            .apply(Create.of(List.of(words)))
            .apply("First", MapElements.via(new FirstLetter()))
            .apply(Count.perElement());
    PAssert.that(counts).containsInAnyOrder(KV.of("a", 3L), KV.of("b", 2L), KV.of("c", 1L));
    return pipeline.run();
  }

  private static void countFirstLetters() {
    PipelineResult result =
        countFirstLetters("apple", "banana", "avocado", "cherry", "blueberry", "apricot");
    assertThat(result.getState()).isEqualTo(State.DONE);
    assertThat(result.metrics().sumOfCounters(HELD)).isEqualTo(1);
    assertThat(result.metrics().sumOfCounters(MetricName.named(FirstLetter.class, "words")))
        .isEqualTo(6);
  }

  @Test
  void wordsAreCountedAndMetricsComeBack() {
    countFirstLetters();
  }

  @Test
  void whatUserCodeThrowsComesBackWithItsTransformAndItsStackTrace() {
    assertThatThrownBy(() -> countFirstLetters("apple", ""))
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContaining("First")
        .hasMessageContaining("a word without letters")
        .cause()
        .hasMessageContaining("FirstLetter.apply");
    countFirstLetters();
  }

  @Test
  void anAssertionThatDoesNotHoldComesBackAsOne() {
    assertThatThrownBy(() -> countFirstLetters("apple", "banana"))
        .isInstanceOf(PipelineExecutionException.class)
        .hasCauseInstanceOf(AssertionError.class);
  }

  /** Counts by key, and expects in the end that counts go from 1 on, without a gap. */
  private static RemoteRun countWithoutEnd(String state, Duration alignment) {
    DistributedOptions options = options();
    options.setBlockOnRun(false);
    options.as(StateOptions.class).setState(state);
    options.setAlignedCheckpointTimeout(alignment);
    Pipeline pipeline = Pipeline.create(options);
    PAssert.that(Counting.numbers(pipeline).apply(ParDo.of(new Counting.Counts())))
        .satisfies(
            counts -> {
              Counting.assertNothingIsLostOrTwice(counts);
              return null;
            });
    return (RemoteRun) pipeline.run();
  }

  /** Law I7: of each key the counts go from 1 on, without a gap, and none is there twice. */
  @ParameterizedTest
  @CsvSource({"heap,PT30S", "rocksdb,PT30S", "rocksdb,PT0.001S"})
  void afterAWorkerWasKilledEachElementIsCountedOnce(String state, Duration alignment)
      throws Exception {
    RemoteRun result = countWithoutEnd(state, alignment);
    long before = jobs.await(result, status -> status.getCheckpoint() >= 3).getCheckpoint();
    workers.remove(0).kill();
    String restored =
        jobs.await(
                result,
                status ->
                    status.getState().equals("RUNNING")
                        && status.getCheckpoint() >= before + 5
                        && !status.getMessage().endsWith(" from checkpoint 0"))
            .getMessage();
    result.drain();
    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(restored).contains("from checkpoint ");
    assertThat(result.metrics().sumOfCounters(HELD)).isEqualTo(1);
    workers.add(processes.worker(coordinator));
  }

  /** What is broken is passed over, aloud, and nothing is lost (law I7). */
  @Test
  void whereAFileOfATableIsCorruptTheCheckpointBeforeIsTakenAndThisIsSaid() throws Exception {
    RemoteRun result = countWithoutEnd("rocksdb", Duration.ofSeconds(30));
    jobs.await(result, status -> status.getCheckpoint() >= 3);
    for (Node worker : workers) {
      worker.kill();
    }
    workers.clear();
    long newest =
        jobs.await(result, status -> status.getState().equals("WAITING_FOR_SLOTS")).getCheckpoint();
    String corrupt = corruptATable(result.job(), newest);
    workers.addAll(List.of(processes.worker(coordinator), processes.worker(coordinator)));
    String restored =
        jobs.await(
                result,
                status ->
                    status.getState().equals("RUNNING") && status.getCheckpoint() >= newest + 2)
            .getMessage();
    result.drain();
    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(restored)
        .contains(
            " from checkpoint " + (newest - 1),
            "checkpoint " + newest + " cannot be restored",
            corrupt);
    assertThat(result.metrics().sumOfCounters(HELD)).isEqualTo(1);
  }

  /** Changes a byte of a file of RocksDB that a checkpoint has and none before it. */
  private static String corruptATable(String job, long checkpoint) throws Exception {
    Path jobDirectory = Path.of(processes.store(), "jobs", job);
    List<Path> manifests;
    try (var paths = Files.list(jobDirectory.resolve("checkpoints"))) {
      manifests =
          paths
              .filter(path -> String.valueOf(path.getFileName()).startsWith(checkpoint + "-"))
              .toList();
    }
    for (Path path : manifests) {
      Manifest manifest = Manifest.decode(ByteString.copyFrom(Files.readAllBytes(path)));
      for (StateFile file : manifest.slots().get(0)) {
        if (file.path().endsWith(".sst") && file.path().contains("/" + checkpoint + "/")) {
          Path table = jobDirectory.resolve(file.path());
          byte[] bytes = Files.readAllBytes(table);
          bytes[bytes.length / 2] ^= 1;
          Files.write(table, bytes);
          return file.path();
        }
      }
    }
    throw new AssertionError("checkpoint " + checkpoint + " has no table of its own");
  }

  /** Fails at every number from some on. */
  private static final class FailsAtTen extends SimpleFunction<Long, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public Long apply(Long number) {
      if (number >= 10) {
        throw new IllegalStateException("more than ten");
      }
      return number;
    }
  }

  @Test
  void aStreamThatFailsIsSuspendedAndCanBeCancelled() throws Exception {
    DistributedOptions options = options();
    options.setBlockOnRun(false);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(GenerateSequence.from(0).withRate(1, Duration.ofMillis(1)))
        .apply("Count", MapElements.via(new FailsAtTen()));
    RemoteRun result = (RemoteRun) pipeline.run();
    assertThatThrownBy(result::waitUntilFinish)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContaining("Count")
        .hasMessageContaining("more than ten");
    assertThat(result.getState()).isEqualTo(State.FAILED);
    try (JobsClient client = JobsClient.of(coordinator)) {
      assertThat(client.describe(result.job()).getStatus().getState()).isEqualTo("SUSPENDED");
      client.change(result.job(), JobAction.JOB_ACTION_CANCEL, "cancel");
      List<String> states = new ArrayList<>();
      client.watch(result.job(), view -> states.add(view.getStatus().getState()));
      assertThat(states).endsWith("CANCELLED");
    }
  }

  @Test
  void aJobGoesOnUnderTheNextCoordinator() throws Exception {
    DistributedOptions options = options();
    options.setBlockOnRun(false);
    Pipeline pipeline = Pipeline.create(options);
    PCollection<Long> numbers =
        pipeline.apply(GenerateSequence.from(0).withRate(1, Duration.ofMillis(1)));
    PAssert.that(numbers)
        .satisfies(
            found -> {
              assertThat(found).doesNotHaveDuplicates();
              return null;
            });
    RemoteRun result = (RemoteRun) pipeline.run();
    long before = jobs.await(result, status -> status.getCheckpoint() >= 2).getCheckpoint();
    coordinatorNode.kill();
    coordinatorNode = processes.coordinator(coordinator);
    JobStatus after =
        jobs.awaitPatiently(
            result,
            status -> status.getState().equals("RUNNING") && status.getCheckpoint() >= before + 2);
    result.drain();
    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(after.getMessage()).contains("from checkpoint ").doesNotEndWith("checkpoint 0");
    assertThat(result.metrics().sumOfCounters(HELD)).isEqualTo(1);
  }

  @Test
  void aCoordinatorThatIsNotThereIsSaidToBeNotThere() throws Exception {
    DistributedOptions options = options();
    String nobody;
    try (ServerSocket free = new ServerSocket(0)) {
      nobody = "127.0.0.1:" + free.getLocalPort();
    }
    options.setCoordinator(nobody);
    Pipeline pipeline = Pipeline.create(options);
    pipeline.apply(Create.of("a"));
    assertThatThrownBy(pipeline::run)
        .hasMessageContaining("no coordinator answers at " + nobody)
        .hasMessageContaining("refused");
  }

  @Test
  void aWorkerIsNoCoordinator() {
    DistributedOptions options = options();
    options.setCoordinator(workers.get(0).address().toString());
    Pipeline pipeline = Pipeline.create(options);
    pipeline.apply(Create.of("a"));
    assertThatThrownBy(pipeline::run)
        .hasMessageContaining(workers.get(0).address() + " is no coordinator");
  }

  @Test
  void aWorkerOfAnotherVersionIsRefusedAndTheClusterLivesOn() throws Exception {
    Node other = processes.worker(coordinator, 99);
    assertThat(other.said())
        .startsWith("halted: ")
        .contains("speaks version 99 of the cluster protocol")
        .contains(coordinator + " speaks version 1");
    assertThat(other.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
    countFirstLetters();
  }

  @Test
  void garbageOnThePortDoesNotHarmTheCluster() throws Exception {
    byte[] noise = new byte[1 << 16];
    new Random(11).nextBytes(noise);
    try (Socket socket = new Socket(coordinator.host(), coordinator.port())) {
      try {
        socket.getOutputStream().write(noise);
        socket.getInputStream().readAllBytes();
      } catch (IOException cutOff) {
        // as it should be
      }
    }
    countFirstLetters();
  }

  @Test
  void aFileThatIsNoJarIsRefusedBeforeAnythingIsSent() throws Exception {
    Path text = Files.writeString(directory.resolve("notes.jar"), "these are notes");
    DistributedOptions options = options();
    options.setFilesToStage(List.of(text.toString()));
    Pipeline pipeline = Pipeline.create(options);
    pipeline.apply(Create.of("a"));
    assertThatThrownBy(pipeline::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("notes.jar is not a jar file");
  }

  @Test
  void jobsThatRanAreListed() throws Exception {
    Pipeline pipeline = Pipeline.create(options());
    pipeline.apply(Create.of("a"));
    RemoteRun result = (RemoteRun) pipeline.run();
    try (JobsClient client = JobsClient.of(coordinator)) {
      assertThat(client.list())
          .filteredOn(job -> job.getJob().equals(result.job()))
          .singleElement()
          .satisfies(job -> assertThat(job.getState()).isEqualTo("FINISHED"));
      JobView view = client.describe(result.job());
      assertThat(view.getStatus().getEnded()).isTrue();
      assertThatThrownBy(() -> client.describe("nothing"))
          .hasMessageContaining("there is no job 'nothing'");
    }
  }
}
