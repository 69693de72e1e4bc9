package io.millrace.runners.distributed.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cluster.v1.JobStatus;
import io.millrace.runners.distributed.client.RemoteRun;
import io.millrace.runners.distributed.process.Processes.Node;
import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.Coordinators;
import io.millrace.runners.distributed.rpc.JobsClient;
import io.millrace.runners.distributed.testkit.Counting;
import io.millrace.runners.distributed.testkit.JobsOfTests;
import io.millrace.runners.distributed.testkit.VisibleBatches;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.Write;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two coordinators and two workers, each a process of its own: who coordinates is lost, and who
 * reads the files that a job writes sees each count once.
 */
@Timeout(180)
class FailoverTest {

  private static final Coder<KV<Long, Long>> CODER =
      KvCoder.of(VarLongCoder.of(), VarLongCoder.of());

  @TempDir static Path directory;
  private static final Map<Address, Node> NODES = new HashMap<>();
  private static Processes processes;
  private static Coordinators coordinators;
  private static JobsOfTests jobs;

  @BeforeAll
  static void startACluster() throws Exception {
    processes = new Processes(directory);
    coordinators = freeAddresses();
    for (Address address : coordinators.addresses()) {
      NODES.put(address, processes.coordinator(address, coordinators));
    }
    processes.worker(coordinators);
    processes.worker(coordinators);
    jobs = JobsOfTests.at(coordinators);
  }

  private static Coordinators freeAddresses() throws IOException {
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket other = new ServerSocket(0)) {
      return new Coordinators(
          List.of(
              new Address(Address.LOOPBACK, one.getLocalPort()),
              new Address(Address.LOOPBACK, other.getLocalPort())));
    }
  }

  @AfterAll
  static void endAllProcesses() {
    jobs.close();
    processes.close();
  }

  /** Counts by key, without end. */
  private static RemoteRun count(Path output) {
    Pipeline pipeline = Pipeline.create(jobs.options(2));
    Counting.numbers(pipeline)
        .apply("Counts", ParDo.of(new Counting.Counts()))
        .apply("Store", Write.to(VisibleBatches.inFiles(output, CODER)));
    return (RemoteRun) pipeline.run();
  }

  private static Address leader() {
    return jobs.client().standings().get(0).address();
  }

  private static Address other(Address one) {
    return coordinators.addresses().stream().filter(each -> !each.equals(one)).findFirst().get();
  }

  private static JobStatus awaitCheckpointsAfter(JobsOfTests asked, RemoteRun run, long before)
      throws IOException {
    return asked.awaitPatiently(
        run, status -> status.getState().equals("RUNNING") && status.getCheckpoint() >= before + 2);
  }

  private static void drainAndRead(RemoteRun run, Path output) throws Exception {
    run.drain();
    assertThat(run.waitUntilFinish()).isEqualTo(State.DONE);
    Counting.assertNothingIsLostOrTwice(VisibleBatches.visible(output, CODER));
  }

  @Test
  void whereWhoCoordinatesIsKilledJobsGoOnAndOneThatIsSubmittedMeanwhileIsThereOnce()
      throws Exception {
    Path output = directory.resolve("killed");
    RemoteRun run = count(output);
    long before = awaitCheckpointsAfter(jobs, run, 0).getCheckpoint();
    Address killed = leader();
    NODES.get(killed).kill();

    Path words = directory.resolve("words");
    Pipeline meanwhile = Pipeline.create(jobs.options(1));
    meanwhile
        .apply(Create.of("a", "b", "c"))
        .apply("Store", Write.to(VisibleBatches.inFiles(words, StringUtf8Coder.of())));
    RemoteRun submitted = (RemoteRun) meanwhile.run();
    assertThat(submitted.waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(VisibleBatches.visible(words, StringUtf8Coder.of()))
        .containsExactlyInAnyOrder("a", "b", "c");
    assertThat(jobs.client().list())
        .extracting(JobStatus::getJob)
        .containsOnlyOnce(submitted.job(), run.job());

    JobStatus after = awaitCheckpointsAfter(jobs, run, before);
    assertThat(leader()).isEqualTo(other(killed));
    assertThat(after.getMessage()).contains("from checkpoint ").doesNotEndWith("checkpoint 0");
    drainAndRead(run, output);
    NODES.put(killed, processes.coordinator(killed, coordinators));
  }

  @Test
  void whoCoordinatedAndWasStoppedForLongEndsWhenItGoesOnAndWritesNothingThatCounts()
      throws Exception {
    Path output = directory.resolve("stopped");
    RemoteRun run = count(output);
    long before = awaitCheckpointsAfter(jobs, run, 0).getCheckpoint();
    Address stopped = leader();
    Node node = NODES.get(stopped);
    node.freeze();
    long after;
    try (JobsOfTests ofTheOther = JobsOfTests.at(other(stopped))) {
      after = awaitCheckpointsAfter(ofTheOther, run, before).getCheckpoint();
      node.thaw();
      assertThat(node.saysNext())
          .startsWith("halted: ")
          .contains("another one coordinates since: " + stopped + " had generation ");
      assertThat(node.process().waitFor()).isEqualTo(1);
      awaitCheckpointsAfter(ofTheOther, run, after);
    }
    drainAndRead(run, output);
    NODES.put(stopped, processes.coordinator(stopped, coordinators));
  }

  @Test
  void whoStandsByAndWhoIsNotThereAreNamed() throws Exception {
    Address nobody = freeAddresses().addresses().get(0);
    runToTheEnd();
    Address standby = other(leader());
    try (JobsClient client = JobsClient.of(new Coordinators(List.of(nobody, standby)))) {
      assertThatThrownBy(client::list)
          .hasMessageContaining("no coordinator answers at " + nobody)
          .hasMessageContaining(standby + " stands by");
    }
  }

  private static void runToTheEnd() {
    Pipeline pipeline = Pipeline.create(jobs.options(1));
    pipeline.apply(Create.of("a"));
    assertThat(pipeline.run().waitUntilFinish()).isEqualTo(State.DONE);
  }
}
