package io.millrace.runners.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cluster.v1.ChangeJobRequest;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.SavepointState;
import io.millrace.cluster.v1.SavepointWish;
import io.millrace.runners.distributed.client.RemoteRun;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.process.CoordinatorProcess;
import io.millrace.runners.distributed.process.WorkerProcess;
import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.JobsClient;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.io.Write;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.values.KV;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that go on elsewhere, or with another number of slots, lose nothing and repeat nothing. */
@Timeout(60)
class SavepointTest {

  private static final long KEYS = 10;
  private static final long SCALE = 1_000_000;

  @TempDir Path directory;

  private CoordinatorProcess coordinator;
  private WorkerProcess worker;
  private JobsClient client;

  @BeforeEach
  void startACluster() throws Exception {
    Address anyPort = new Address(Address.LOOPBACK, 0);
    coordinator =
        CoordinatorProcess.start(anyPort, directory.resolve("store").toString(), reason -> {});
    worker =
        WorkerProcess.start(
            new WorkerProcess.Settings(
                coordinator.address(),
                anyPort,
                4,
                directory.resolve("scratch"),
                Duration.ofSeconds(30),
                ClusterSettings.PROTOCOL_VERSION),
            reason -> {});
    client = JobsClient.of(coordinator.address());
  }

  @AfterEach
  void endTheCluster() {
    client.close();
    worker.close();
    coordinator.close();
  }

  private static final class Ones extends SimpleFunction<Long, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public Long apply(Long number) {
      return number % KEYS;
    }
  }

  /** Gives for each element its key and how many there were of it, in one number. */
  private static final class Counts extends DoFn<KV<Long, Long>, Long> {
    private static final long serialVersionUID = 1;

    @StateId("count")
    private final StateSpec<ValueState<Long>> count = StateSpecs.value(VarLongCoder.of());

    @ProcessElement
    public void process(
        @Element KV<Long, Long> element,
        @StateId("count") ValueState<Long> state,
        OutputReceiver<Long> out) {
      Long before = state.read();
      long now = before == null ? 1 : before + 1;
      state.write(now);
      out.output(element.getKey() * SCALE + now);
    }
  }

  /** The same name, and state of another kind. */
  private static final class Texts extends DoFn<KV<Long, Long>, Long> {
    private static final long serialVersionUID = 1;

    @StateId("count")
    private final StateSpec<ValueState<String>> count = StateSpecs.value(StringUtf8Coder.of());

    @ProcessElement
    public void process(
        @Element KV<Long, Long> element,
        @StateId("count") ValueState<String> state,
        OutputReceiver<Long> out) {
      state.write("seen");
      out.output(element.getValue());
    }
  }

  private DistributedOptions options(int parallelism) {
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setRunner(DistributedRunner.class);
    options.setCoordinator(coordinator.address().toString());
    options.setParallelism(parallelism);
    options.setCheckpointEvery(Duration.ofMillis(50));
    options.setJobName("counts");
    options.setBlockOnRun(false);
    // the worker has the class path of the tests
    options.setFilesToStage(List.of());
    return options;
  }

  private static RemoteRun run(
      DistributedOptions options, String name, DoFn<KV<Long, Long>, Long> counts, String target) {
    Pipeline pipeline = Pipeline.create(options);
    Coder<Long> coder = VarLongCoder.of();
    pipeline
        .apply("Numbers", GenerateSequence.from(0).withRate(1, Duration.ofMillis(1)))
        .apply("ByOnes", WithKeys.of(new Ones()))
        .apply(name, ParDo.of(counts))
        .setCoder(coder)
        .apply("Store", Write.to(new VisibleBatches(target)));
    return (RemoteRun) pipeline.run();
  }

  private static RemoteRun run(DistributedOptions options, String target) {
    return run(options, "Counts", new Counts(), target);
  }

  private static final class Found extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private JobStatus await(RemoteRun run, Predicate<JobStatus> wanted) throws Exception {
    JobStatus[] last = new JobStatus[1];
    try {
      client.watch(
          run.job(),
          view -> {
            last[0] = view.getStatus();
            if (wanted.test(last[0])) {
              throw new Found();
            }
          });
    } catch (Found found) {
      return last[0];
    }
    throw new AssertionError("the job ended before: " + last[0]);
  }

  /** Waits until so many more numbers are visible. */
  private JobStatus awaitMore(RemoteRun run, String target, int more) throws Exception {
    int before = VisibleBatches.visible(target).size();
    return await(run, status -> VisibleBatches.visible(target).size() >= before + more);
  }

  private String savepoint(RemoteRun run, String to, boolean stop) throws Exception {
    String request = "savepoint of " + run.job() + to + stop;
    ChangeJobRequest change =
        ChangeJobRequest.newBuilder()
            .setJob(run.job())
            .setAction(JobAction.JOB_ACTION_SAVEPOINT)
            .setRequest(request)
            .setSavepoint(SavepointWish.newBuilder().setDirectory(to).setStop(stop))
            .build();
    client.change(change);
    // asking again changes nothing
    client.change(change);
    JobStatus status = client.awaitSavepoint(run.job(), request, stop);
    assertThat(status.getSavepoint().getState())
        .as(status.toString())
        .isEqualTo(SavepointState.SAVEPOINT_STATE_COMPLETE);
    if (stop) {
      assertThat(status.getState()).isEqualTo("STOPPED");
    }
    return status.getSavepoint().getDirectory();
  }

  private void rescale(RemoteRun run, int parallelism) throws Exception {
    client.change(
        ChangeJobRequest.newBuilder()
            .setJob(run.job())
            .setAction(JobAction.JOB_ACTION_RESCALE)
            .setRequest("rescale to " + parallelism)
            .setParallelism(parallelism)
            .build());
  }

  /** Of each key the counts go from 1 on, without a gap, and none is there twice. */
  private static void assertExactlyOnce(String target) {
    Map<Long, List<Long>> byKey = new TreeMap<>();
    for (long number : VisibleBatches.visible(target)) {
      byKey.computeIfAbsent(number / SCALE, key -> new ArrayList<>()).add(number % SCALE);
    }
    assertThat(byKey).hasSize((int) KEYS);
    byKey.forEach(
        (key, numbers) ->
            assertThat(numbers)
                .as("key " + key)
                .containsExactlyElementsOf(
                    LongStream.rangeClosed(1, numbers.size()).boxed().toList()));
  }

  @Test
  void aJobGoesOnFromASavepointWithOtherSlotsAndAnotherBackend() throws Exception {
    String target = "from-savepoint";
    RemoteRun first = run(options(1), target);
    awaitMore(first, target, 100);
    String one = savepoint(first, "", true);
    assertThat(first.waitUntilFinish()).isEqualTo(State.STOPPED);
    assertExactlyOnce(target);
    int stoppedAt = VisibleBatches.visible(target).size();

    DistributedOptions wide = options(4);
    wide.setState("rocksdb");
    wide.setFromSavepoint(one);
    RemoteRun second = run(wide, target);
    JobStatus status = awaitMore(second, target, 100);
    assertThat(status.getParallelism()).isEqualTo(4);
    Path outside = directory.resolve("elsewhere");
    savepoint(second, outside.toString(), true);
    assertExactlyOnce(target);

    Path copied = directory.resolve("copied");
    Files.createDirectories(copied);
    try (Stream<Path> files = Files.list(outside)) {
      for (Path file : files.toList()) {
        Files.move(file, copied.resolve(file.getFileName()));
      }
    }
    DistributedOptions narrow = options(2);
    narrow.setFromSavepoint(copied.toString());
    RemoteRun third = run(narrow, target);
    awaitMore(third, target, 100);
    savepoint(third, "", true);
    assertExactlyOnce(target);
    assertThat(VisibleBatches.visible(target).size()).isGreaterThan(stoppedAt + 200);
  }

  @Test
  void aSavepointDoesNotDisturbTheJob() throws Exception {
    String target = "undisturbed";
    RemoteRun run = run(options(2), target);
    awaitMore(run, target, 50);
    String first = savepoint(run, "", false);
    awaitMore(run, target, 50);
    assertThat(savepoint(run, "savepoints/mine", false)).isNotEqualTo(first);
    awaitMore(run, target, 50);
    assertThat(run.getState()).isEqualTo(State.RUNNING);
    savepoint(run, "", true);
    assertExactlyOnce(target);
  }

  @Test
  void aJobGoesOnWithMoreSlotsAndWithFewer() throws Exception {
    String target = "rescaled";
    RemoteRun run = run(options(1), target);
    awaitMore(run, target, 50);
    rescale(run, 4);
    await(run, status -> status.getState().equals("RUNNING") && status.getParallelism() == 4);
    awaitMore(run, target, 50);
    rescale(run, 2);
    await(run, status -> status.getState().equals("RUNNING") && status.getParallelism() == 2);
    awaitMore(run, target, 50);
    savepoint(run, "", true);
    assertExactlyOnce(target);
  }

  @Test
  void aJobStaysAsItIsUntilThereAreSlotsEnough() throws Exception {
    String target = "waiting";
    RemoteRun run = run(options(2), target);
    awaitMore(run, target, 50);
    rescale(run, 5);
    assertThat(await(run, status -> status.getMessage().contains("is to have 5")).getMessage())
        .isEqualTo("has 2 slots and is to have 5: 1 more must be free");
    awaitMore(run, target, 50);
    savepoint(run, "", true);
    assertExactlyOnce(target);
  }

  private void assertRefused(DistributedOptions options, String... why) {
    assertThatThrownBy(() -> run(options, "refused"))
        .satisfies(
            thrown -> {
              for (String part : why) {
                assertThat(thrown).hasMessageContaining(part);
              }
            });
  }

  @Test
  void whatIsNoSavepointIsRefused() throws Exception {
    DistributedOptions options = options(1);
    options.setFromSavepoint("savepoints/none");
    assertRefused(options, "there is no savepoint in savepoints/none");

    String target = "damaged";
    RemoteRun run = run(options(2), target);
    awaitMore(run, target, 50);
    Path savepoint = directory.resolve("savepoint");
    savepoint(run, savepoint.toString(), true);
    options.setFromSavepoint(savepoint.toString());

    Path file;
    try (Stream<Path> files = Files.list(savepoint)) {
      file = files.filter(path -> path.toString().endsWith("-tasks")).findFirst().orElseThrow();
    }
    byte[] content = Files.readAllBytes(file);
    Files.delete(file);
    assertRefused(options, "is not whole", file.getFileName().toString());
    byte[] wrong = content.clone();
    wrong[wrong.length / 2] ^= 1;
    Files.write(file, wrong);
    RemoteRun started = run(options, "refused");
    JobStatus status = await(started, now -> now.getState().equals("SUSPENDED"));
    assertThat(status.getMessage()).contains("its savepoint cannot be restored", "SHA-256 differs");
    client.change(started.job(), JobAction.JOB_ACTION_CANCEL, "over");
    Files.write(file, content);

    Path manifest = savepoint.resolve("manifest");
    byte[] bytes = Files.readAllBytes(manifest);
    bytes[bytes.length / 2] ^= 1;
    Files.write(manifest, bytes);
    assertRefused(options, "cannot be read", "CRC32C");
    assertThat(client.list()).hasSize(2);
  }

  @Test
  void stateThatDoesNotFitIsRefusedByName() throws Exception {
    String target = "other";
    RemoteRun run = run(options(1), target);
    awaitMore(run, target, 50);
    String savepoint = savepoint(run, "", true);

    DistributedOptions options = options(1);
    options.setFromSavepoint(savepoint);
    assertThatThrownBy(() -> run(options, "Counts", new Texts(), target))
        .hasMessageContaining("the state of 'Counts' does not fit")
        .hasMessageContaining("value<varint>")
        .hasMessageContaining("value<string_utf8>");
    assertThatThrownBy(() -> run(options, "Others", new Counts(), target))
        .hasMessageContaining("'Counts'")
        .hasMessageContaining("--allowDroppedState");
    options.setAllowDroppedState(true);
    RemoteRun without = run(options, "Others", new Counts(), "without");
    // what was committed with the savepoint may come first; then counts begin anew
    await(without, status -> VisibleBatches.visible("without").contains(1L));
    client.change(without.job(), JobAction.JOB_ACTION_CANCEL, "over");
  }
}
