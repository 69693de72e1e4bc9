package io.millrace.sdk.io.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.DistributedRunner;
import io.millrace.runners.distributed.client.RemoteRun;
import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.CoordinatorException;
import io.millrace.runners.distributed.rpc.JobsClient;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster as people start it, by the command, with its checkpoints on S3 and the state of
 * functions in RocksDB: the options of the file system reach its processes.
 */
@Timeout(240)
class ClusterOnS3Test {

  @TempDir Path directory;
  private String bucket;
  private Address coordinator;

  @BeforeEach
  void chooseAPort() throws Exception {
    bucket = S3Server.get().newBucket();
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      coordinator = new Address("127.0.0.1", free.getLocalPort());
    }
  }

  @AfterEach
  void endAllProcesses() throws Exception {
    command("cluster", "stop", "--home=" + directory.resolve("home"));
  }

  /** What a command says, which must succeed. */
  private static String command(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add("io.millrace.cli.Millrace");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("AWS_ACCESS_KEY_ID", "test");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", S3Server.SECRET);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private void start() throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "cluster",
                "start",
                "--home=" + directory.resolve("home"),
                "--port=" + coordinator.port(),
                "--workers=2",
                "--slots=1",
                "--javaOptions=-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                "--checkpoints=" + bucket + "checkpoints"));
    arguments.addAll(List.of(S3Server.get().args()));
    String said = command(arguments.toArray(String[]::new));
    assertThat(said).contains("checkpoints in " + bucket + "checkpoints");
  }

  private static final class Tens extends SimpleFunction<Long, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public Long apply(Long number) {
      return number % 10;
    }
  }

  /** Counts elements by key. */
  private static final class Counts extends DoFn<KV<Long, Long>, KV<Long, Long>> {
    private static final long serialVersionUID = 1;

    @StateId("count")
    private final StateSpec<ValueState<Long>> count = StateSpecs.value(VarLongCoder.of());

    @ProcessElement
    public void process(
        @Element KV<Long, Long> element,
        @StateId("count") ValueState<Long> state,
        OutputReceiver<KV<Long, Long>> out) {
      Long before = state.read();
      long now = before == null ? 1 : before + 1;
      state.write(now);
      out.output(KV.of(element.getKey(), now));
    }
  }

  private Pipeline pipeline(String... arguments) {
    DistributedOptions options =
        PipelineOptionsFactory.fromArgs(S3Server.get().args(arguments))
            .as(DistributedOptions.class);
    options.setRunner(DistributedRunner.class);
    options.setCoordinator(coordinator.toString());
    options.setParallelism(2);
    options.setCheckpointEvery(Duration.ofMillis(500));
    options.setBlockOnRun(false);
    // workers have the class path of the tests
    options.setFilesToStage(List.of());
    return Pipeline.create(options);
  }

  @Test
  void aJobGoesOnFromItsCheckpointsOnS3WhenTheClusterIsStartedAgain() throws Exception {
    start();
    Pipeline pipeline = pipeline("--state=rocksdb");
    PCollection<KV<Long, Long>> counts =
        pipeline
            .apply(GenerateSequence.from(0).withRate(1, Duration.ofMillis(10)))
            .apply(WithKeys.of(new Tens()))
            .apply(ParDo.of(new Counts()));
    PAssert.that(counts)
        .satisfies(
            found -> {
              Map<Long, List<Long>> byKey = new TreeMap<>();
              found.forEach(
                  each ->
                      byKey
                          .computeIfAbsent(each.getKey(), key -> new ArrayList<>())
                          .add(each.getValue()));
              assertThat(byKey).hasSize(10);
              byKey.forEach(
                  (key, numbers) ->
                      assertThat(numbers)
                          .containsExactlyInAnyOrderElementsOf(
                              LongStream.rangeClosed(1, numbers.size()).boxed().toList()));
              return null;
            });
    RemoteRun run = (RemoteRun) pipeline.run();
    long before = awaitCheckpoint(run.job(), 2);
    command("cluster", "stop", "--home=" + directory.resolve("home"));
    assertThat(
            S3Server.get().client().listObjectsV2(b -> b.bucket(bucket.split("/")[2])).contents())
        .isNotEmpty();

    start();
    awaitCheckpoint(run.job(), before + 2);
    run.drain();
    assertThat(run.waitUntilFinish()).isEqualTo(State.DONE);
  }

  @Test
  void aJobWithOptionsOfTheFileSystemThatItsWorkersDoNotHaveIsRefusedByTheirNames()
      throws Exception {
    start();
    Pipeline pipeline = pipeline("--s3Attempts=1");
    pipeline.apply(GenerateSequence.from(0).to(10));
    PipelineResult run = pipeline.run();
    assertThatThrownBy(run::waitUntilFinish)
        .hasMessageContaining("the job sets --s3Attempts otherwise than the worker");
  }

  /** Waits until a job has had so many checkpoints, also while its coordinator starts. */
  private long awaitCheckpoint(String job, long number) throws Exception {
    while (true) {
      try (JobsClient jobs = JobsClient.of(coordinator)) {
        long last = jobs.describe(job).getStatus().getCheckpoint();
        if (last >= number) {
          return last;
        }
      } catch (CoordinatorException e) {
        if (!e.isWorthAnotherTry()) {
          throw e;
        }
      }
      Thread.onSpinWait();
    }
  }
}
