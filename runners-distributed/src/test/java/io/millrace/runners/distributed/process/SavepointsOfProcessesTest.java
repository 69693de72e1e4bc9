package io.millrace.runners.distributed.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.v1.ChangeJobRequest;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.SavepointState;
import io.millrace.cluster.v1.SavepointWish;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.client.RemoteRun;
import io.millrace.runners.distributed.client.SavepointRequest;
import io.millrace.runners.distributed.process.Processes.Node;
import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.testkit.Counting;
import io.millrace.runners.distributed.testkit.JobsOfTests;
import io.millrace.runners.distributed.testkit.VisibleBatches;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.Write;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Savepoints and other numbers of slots while processes are killed: who reads the files that a job
 * writes sees each count once.
 */
@Timeout(180)
class SavepointsOfProcessesTest {

  private static final Coder<KV<Long, Long>> CODER =
      KvCoder.of(VarLongCoder.of(), VarLongCoder.of());

  @TempDir Path directory;

  private Processes processes;
  private Node coordinator;
  private Node first;
  private Node second;
  private JobsOfTests jobs;

  @BeforeEach
  void startACluster() throws Exception {
    processes = new Processes(directory);
    coordinator = processes.coordinator(new Address(Address.LOOPBACK, 0));
    first = processes.worker(coordinator.address());
    second = processes.worker(coordinator.address());
    jobs = JobsOfTests.at(coordinator.address());
  }

  @AfterEach
  void endAllProcesses() {
    jobs.close();
    processes.close();
  }

  private Path output() {
    return directory.resolve("output");
  }

  private RemoteRun run(DistributedOptions options) {
    Pipeline pipeline = Pipeline.create(options);
    Counting.numbers(pipeline)
        .apply("Counts", ParDo.of(new Counting.Counts()))
        .apply("Store", Write.to(VisibleBatches.inFiles(output(), CODER)));
    return (RemoteRun) pipeline.run();
  }

  private List<KV<Long, Long>> visible() {
    return VisibleBatches.visible(output(), CODER);
  }

  private void awaitMore(RemoteRun run) throws Exception {
    int wanted = visible().size() + 100;
    jobs.awaitOutput(run, () -> visible().size() >= wanted);
  }

  /** Asks for a savepoint without waiting for it. */
  private JobStatus ask(RemoteRun run, SavepointWish wish, String request) throws Exception {
    return jobs.client()
        .change(
            ChangeJobRequest.newBuilder()
                .setJob(run.job())
                .setAction(JobAction.JOB_ACTION_SAVEPOINT)
                .setRequest(request)
                .setSavepoint(wish)
                .build());
  }

  @Test
  void whateverIsKilledAReaderSeesEachCountOnce() throws Exception {
    RemoteRun run = run(jobs.options(2));
    awaitMore(run);
    jobs.savepoint(run, "", false);

    SavepointWish wish =
        SavepointWish.newBuilder()
            .setDirectory(directory.resolve("while-a-worker-dies").toString())
            .build();
    assertThat(ask(run, wish, "r1").getSavepoint().getState())
        .isEqualTo(SavepointState.SAVEPOINT_STATE_PENDING);
    first.kill();
    JobStatus made = new SavepointRequest(jobs.client(), run.job(), wish, "r1").await();
    assertThat(made.getSavepoint().getState()).isEqualTo(SavepointState.SAVEPOINT_STATE_COMPLETE);
    processes.worker(coordinator.address());
    awaitMore(run);

    jobs.rescale(run, 4);
    jobs.awaitSlots(run, 4);
    awaitMore(run);
    jobs.rescale(run, 1);
    jobs.awaitSlots(run, 1);
    awaitMore(run);
    String last = jobs.savepoint(run, "", true);
    assertThat(run.waitUntilFinish()).isEqualTo(State.STOPPED);
    int before = visible().size();

    DistributedOptions options = jobs.options(3);
    options.setState("rocksdb");
    options.setFromSavepoint(last);
    RemoteRun next = run(options);
    awaitMore(next);
    jobs.savepoint(next, "", true);
    assertThat(visible()).hasSizeGreaterThanOrEqualTo(before + 100);
    Counting.assertNothingIsLostOrTwice(visible());
  }

  @Test
  void whoWaitsForASavepointHasItFromTheNextCoordinator() throws Exception {
    RemoteRun run = run(jobs.options(2));
    awaitMore(run);
    first.kill();
    second.kill();
    jobs.await(run, status -> status.getState().equals("WAITING_FOR_SLOTS"));
    SavepointWish wish = SavepointWish.newBuilder().setStop(true).build();
    CompletableFuture<JobStatus> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return new SavepointRequest(jobs.client(), run.job(), wish, "r1").await();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    jobs.await(
        run, status -> status.getSavepoint().getState() == SavepointState.SAVEPOINT_STATE_PENDING);
    coordinator.kill();
    coordinator = processes.coordinator(coordinator.address());
    processes.worker(coordinator.address());
    JobStatus status = waiting.get(60, TimeUnit.SECONDS);
    assertThat(status.getSavepoint().getState()).isEqualTo(SavepointState.SAVEPOINT_STATE_COMPLETE);
    assertThat(status.getState()).isEqualTo("STOPPED");
    Counting.assertNothingIsLostOrTwice(visible());
  }
}
