package io.millrace.runners.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cluster.v1.JobStatus;
import io.millrace.runners.distributed.client.RemoteRun;
import io.millrace.runners.distributed.testkit.Counting;
import io.millrace.runners.distributed.testkit.JobsOfTests;
import io.millrace.runners.distributed.testkit.JvmCluster;
import io.millrace.runners.distributed.testkit.VisibleBatches;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.Write;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that go on elsewhere, or with another number of slots, lose nothing and repeat nothing. */
@Timeout(60)
class SavepointTest {

  @TempDir Path directory;

  private JvmCluster cluster;
  private JobsOfTests jobs;

  @BeforeEach
  void startACluster() throws Exception {
    cluster = new JvmCluster(directory, 4);
    jobs = cluster.jobs();
  }

  @AfterEach
  void endTheCluster() {
    cluster.close();
  }

  /** The same name, and state of another kind. */
  private static final class Texts extends DoFn<KV<Long, Long>, KV<Long, Long>> {
    private static final long serialVersionUID = 1;

    @StateId("count")
    private final StateSpec<ValueState<String>> count = StateSpecs.value(StringUtf8Coder.of());

    @ProcessElement
    public void process(
        @Element KV<Long, Long> element,
        @StateId("count") ValueState<String> state,
        OutputReceiver<KV<Long, Long>> out) {
      state.write("seen");
      out.output(element);
    }
  }

  /** Counts, and keeps a long text for each key. */
  private static final class LongTexts extends DoFn<KV<Long, Long>, KV<Long, Long>> {
    private static final long serialVersionUID = 1;

    /** Of ten keys these are more than fit into two files of a savepoint. */
    private static final int CHARACTERS = 4 << 20;

    @StateId("count")
    private final StateSpec<ValueState<Long>> count = StateSpecs.value(VarLongCoder.of());

    @StateId("text")
    private final StateSpec<ValueState<String>> text = StateSpecs.value(StringUtf8Coder.of());

    @ProcessElement
    public void process(
        @Element KV<Long, Long> element,
        @StateId("count") ValueState<Long> counted,
        @StateId("text") ValueState<String> kept,
        OutputReceiver<KV<Long, Long>> out) {
      Long before = counted.read();
      if (before == null) {
        kept.write(text(element.getKey()));
      } else if (before % 100 == 0 && !text(element.getKey()).equals(kept.read())) {
        throw new IllegalStateException("the text of key " + element.getKey() + " is another one");
      }
      long now = before == null ? 1 : before + 1;
      counted.write(now);
      out.output(KV.of(element.getKey(), now));
    }

    private static String text(long key) {
      return Long.toString(key).repeat(CHARACTERS);
    }
  }

  private static RemoteRun run(
      DistributedOptions options,
      String name,
      DoFn<KV<Long, Long>, KV<Long, Long>> counts,
      String target) {
    Pipeline pipeline = Pipeline.create(options);
    Coder<KV<Long, Long>> coder = KvCoder.of(VarLongCoder.of(), VarLongCoder.of());
    Counting.numbers(pipeline)
        .apply(name, ParDo.of(counts))
        .setCoder(coder)
        .apply("Store", Write.to(new VisibleBatches<>(target, coder)));
    return (RemoteRun) pipeline.run();
  }

  private static RemoteRun run(DistributedOptions options, String target) {
    return run(options, "Counts", new Counting.Counts(), target);
  }

  private static List<KV<Long, Long>> visible(String target) {
    return VisibleBatches.visible(target, KV.class);
  }

  /** Waits until so many more counts are visible. */
  private void awaitMore(RemoteRun run, String target, int more) throws Exception {
    int wanted = visible(target).size() + more;
    jobs.awaitOutput(run, () -> visible(target).size() >= wanted);
  }

  private static void assertExactlyOnce(String target) {
    Counting.assertNothingIsLostOrTwice(visible(target));
  }

  @Test
  void aJobGoesOnFromASavepointWithOtherSlotsAndAnotherBackend() throws Exception {
    String target = "from-savepoint";
    RemoteRun first = run(jobs.options(1), target);
    awaitMore(first, target, 100);
    String one = jobs.savepoint(first, "", true);
    assertThat(first.waitUntilFinish()).isEqualTo(State.STOPPED);
    assertExactlyOnce(target);
    int stoppedAt = visible(target).size();

    DistributedOptions wide = jobs.options(4);
    wide.setState("rocksdb");
    wide.setFromSavepoint(one);
    RemoteRun second = run(wide, target);
    awaitMore(second, target, 100);
    assertThat(jobs.client().describe(second.job()).getStatus().getParallelism()).isEqualTo(4);
    Path outside = directory.resolve("elsewhere");
    jobs.savepoint(second, outside.toString(), true);
    assertExactlyOnce(target);

    Path copied = directory.resolve("copied");
    Files.createDirectories(copied);
    try (Stream<Path> files = Files.list(outside)) {
      for (Path file : files.toList()) {
        Files.move(file, copied.resolve(file.getFileName()));
      }
    }
    DistributedOptions narrow = jobs.options(2);
    narrow.setFromSavepoint(copied.toString());
    RemoteRun third = run(narrow, target);
    awaitMore(third, target, 100);
    jobs.savepoint(third, "", true);
    assertExactlyOnce(target);
    assertThat(visible(target).size()).isGreaterThan(stoppedAt + 200);
  }

  @Test
  void aSavepointDoesNotDisturbTheJob() throws Exception {
    String target = "undisturbed";
    RemoteRun run = run(jobs.options(2), target);
    awaitMore(run, target, 50);
    String first = jobs.savepoint(run, "", false);
    awaitMore(run, target, 50);
    assertThat(jobs.savepoint(run, "savepoints/mine", false)).isNotEqualTo(first);
    awaitMore(run, target, 50);
    assertThat(run.getState()).isEqualTo(State.RUNNING);
    jobs.savepoint(run, "", true);
    assertExactlyOnce(target);
  }

  @Test
  void aJobGoesOnWithMoreSlotsAndWithFewer() throws Exception {
    String target = "rescaled";
    RemoteRun run = run(jobs.options(1), target);
    awaitMore(run, target, 50);
    jobs.rescale(run, 4);
    jobs.awaitSlots(run, 4);
    awaitMore(run, target, 50);
    jobs.rescale(run, 2);
    jobs.awaitSlots(run, 2);
    awaitMore(run, target, 50);
    jobs.savepoint(run, "", true);
    assertExactlyOnce(target);
  }

  @Test
  void aJobStaysAsItIsUntilThereAreSlotsEnough() throws Exception {
    String target = "waiting";
    RemoteRun run = run(jobs.options(2), target);
    awaitMore(run, target, 50);
    jobs.rescale(run, 5);
    assertThat(jobs.await(run, status -> status.getMessage().contains("is to have 5")).getMessage())
        .isEqualTo("has 2 slots and is to have 5: 1 more must be free");
    awaitMore(run, target, 50);
    jobs.savepoint(run, "", true);
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
    DistributedOptions options = jobs.options(1);
    options.setFromSavepoint("savepoints/none");
    assertRefused(options, "there is no savepoint in savepoints/none");

    String target = "damaged";
    RemoteRun run = run(jobs.options(2), target);
    awaitMore(run, target, 50);
    Path savepoint = directory.resolve("savepoint");
    jobs.savepoint(run, savepoint.toString(), true);
    options.setFromSavepoint(savepoint.toString());

    Path file = only(savepoint, "-tasks");
    byte[] content = Files.readAllBytes(file);
    Files.delete(file);
    assertRefused(options, "is not whole", file.getFileName().toString());
    byte[] wrong = content.clone();
    wrong[wrong.length / 2] ^= 1;
    Files.write(file, wrong);
    RemoteRun started = run(options, "refused");
    JobStatus status = jobs.await(started, now -> now.getState().equals("SUSPENDED"));
    assertThat(status.getMessage()).contains("its savepoint cannot be restored", "SHA-256 differs");
    jobs.cancel(started);
    Files.write(file, content);

    Path manifest = savepoint.resolve("manifest");
    byte[] bytes = Files.readAllBytes(manifest);
    bytes[bytes.length / 2] ^= 1;
    Files.write(manifest, bytes);
    assertRefused(options, "cannot be read", "CRC32C");
    assertThat(jobs.client().list()).hasSize(2);
  }

  private static Path only(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(path -> path.toString().endsWith(suffix)).findFirst().orElseThrow();
    }
  }

  private static void assertNamed(Throwable thrown, Path file) {
    assertThat(thrown).hasMessageContaining(String.valueOf(file.getFileName()));
  }

  @Test
  void whatIsMuchIsInSeveralFilesAndEachOfThemIsNeeded() throws Exception {
    String target = "much";
    DistributedOptions options = jobs.options(1);
    options.setState("rocksdb");
    options.setCheckpointEvery(Duration.ofMillis(500));
    RemoteRun run = run(options, "Counts", new LongTexts(), target);
    awaitMore(run, target, 500);
    Path savepoint = directory.resolve("savepoint");
    jobs.savepoint(run, savepoint.toString(), true);
    Path first = only(savepoint, "-tasks");
    Path second = only(savepoint, "-tasks-1");
    assertThat(only(savepoint, "-tasks-2")).exists();
    for (Path file : List.of(first, second)) {
      assertThat(Files.size(file)).isLessThan(24 << 20);
    }
    try (Stream<Path> left = Files.list(directory.resolve("scratch").resolve("scratch"))) {
      assertThat(left).noneMatch(file -> file.toString().contains("savepoint-"));
    }

    DistributedOptions wide = jobs.options(3);
    wide.setState("rocksdb");
    wide.setCheckpointEvery(Duration.ofMillis(500));
    wide.setFromSavepoint(savepoint.toString());
    Path aside = Files.move(second, directory.resolve("aside"));
    assertThatThrownBy(() -> run(wide, "Counts", new LongTexts(), target))
        .satisfies(thrown -> assertNamed(thrown, second));
    byte[] content = Files.readAllBytes(aside);
    content[content.length / 2] ^= 1;
    Files.write(second, content);
    RemoteRun started = run(wide, "Counts", new LongTexts(), target);
    assertThat(jobs.await(started, now -> now.getState().equals("SUSPENDED")).getMessage())
        .contains("SHA-256 differs", String.valueOf(second.getFileName()));
    jobs.cancel(started);

    Files.move(aside, second, StandardCopyOption.REPLACE_EXISTING);
    RemoteRun whole = run(wide, "Counts", new LongTexts(), target);
    awaitMore(whole, target, 700);
    jobs.savepoint(whole, "", true);
    assertExactlyOnce(target);
  }

  @Test
  void stateThatDoesNotFitIsRefusedByName() throws Exception {
    String target = "other";
    RemoteRun run = run(jobs.options(1), target);
    awaitMore(run, target, 50);
    String savepoint = jobs.savepoint(run, "", true);

    DistributedOptions options = jobs.options(1);
    options.setFromSavepoint(savepoint);
    assertThatThrownBy(() -> run(options, "Counts", new Texts(), target))
        .hasMessageContaining("the state of 'Counts' does not fit")
        .hasMessageContaining("value<varint>")
        .hasMessageContaining("value<string_utf8>");
    assertThatThrownBy(() -> run(options, "Others", new Counting.Counts(), target))
        .hasMessageContaining("'Counts'")
        .hasMessageContaining("--allowDroppedState");
    options.setAllowDroppedState(true);
    RemoteRun without = run(options, "Others", new Counting.Counts(), "without");
    // what was committed with the savepoint may come first; then counts begin anew
    jobs.awaitOutput(without, () -> visible("without").contains(KV.of(1L, 1L)));
    jobs.cancel(without);
  }
}
