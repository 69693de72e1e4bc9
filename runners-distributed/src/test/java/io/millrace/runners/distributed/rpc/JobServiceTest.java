package io.millrace.runners.distributed.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cluster.v1.Artifact;
import io.millrace.cluster.v1.ErrorReason;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobIdentity;
import io.millrace.cluster.v1.JobSettings;
import io.millrace.cluster.v1.NoRestart;
import io.millrace.cluster.v1.RestartPolicy;
import io.millrace.cluster.v1.Submit;
import io.millrace.runners.distributed.artifact.Digests;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.process.CoordinatorProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a coordinator without workers answers. */
@Timeout(60)
class JobServiceTest {

  @TempDir Path dir;
  private CoordinatorProcess coordinator;
  private JobsClient client;

  @BeforeEach
  void startACoordinatorThatLeads() throws Exception {
    coordinator = start(new Address(Address.LOOPBACK, 0));
    client = JobsClient.of(coordinator.address());
    awaitLeading();
  }

  private CoordinatorProcess start(Address address) throws Exception {
    return CoordinatorProcess.start(address, dir.resolve("store").toString(), reason -> {});
  }

  private void awaitLeading() throws Exception {
    while (!client.describeCluster().getLeading()) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void stop() {
    client.close();
    coordinator.close();
  }

  private static Submit submit(String job, int parallelism) {
    return Submit.newBuilder()
        .setDirectory("jobs/" + job)
        .setIdentity(
            JobIdentity.newBuilder()
                .setJob(job)
                .setParallelism(parallelism)
                .setSettings(
                    JobSettings.newBuilder()
                        .setCheckpointIntervalMs(1_000)
                        .setCheckpointTimeoutMs(1_000)
                        .setCheckpointsRetained(3)
                        .setRestart(
                            RestartPolicy.newBuilder().setNone(NoRestart.getDefaultInstance()))))
        .build();
  }

  private Path file(int size) throws Exception {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return Files.write(dir.resolve("file-" + size), bytes);
  }

  @Test
  void anArtifactIsMissingUntilItWasSent() throws Exception {
    Path file = file(9_000_000);
    Artifact artifact = Digests.of(file, "a.jar");
    Artifact empty = Digests.of(file(0), "empty.jar");
    assertThat(client.findMissing(List.of(artifact, empty))).containsExactly(artifact, empty);
    client.put(artifact, file);
    client.put(empty, file(0));
    assertThat(client.findMissing(List.of(artifact, empty))).isEmpty();
  }

  @Test
  void anArtifactThatIsNotWhatItSaysIsRefused() throws Exception {
    Artifact other = Digests.of(file(100), "a.jar");
    assertThatThrownBy(() -> client.put(other, file(1_000)))
        .isInstanceOfSatisfying(
            CoordinatorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ErrorReason.ERROR_REASON_ARTIFACT);
              assertThat(e.isWorthAnotherTry()).isFalse();
            })
        .hasMessageContaining("more bytes than the 100 announced");
    Artifact wrong = other.toBuilder().setSha256("0".repeat(64)).build();
    assertThatThrownBy(() -> client.put(wrong, file(100)))
        .hasMessageContaining("announced with 100 bytes and the digest 000")
        .hasMessageContaining(other.getSha256());
    assertThatThrownBy(
            () -> client.findMissing(List.of(other.toBuilder().setSha256("../x").build())))
        .hasMessageContaining("64 hexadecimal digits");
    assertThat(client.findMissing(List.of(other))).containsExactly(other);
  }

  @Test
  void aJobWhoseArtifactsWereNotSentIsRefused() throws Exception {
    Artifact artifact = Digests.of(file(100), "a.jar");
    assertThatThrownBy(() -> client.submit(submit("job", 1), List.of(artifact)))
        .isInstanceOf(CoordinatorException.class)
        .hasMessageContaining("a.jar was not sent");
  }

  @Test
  void aJobThatCannotBeExecutedIsRefusedWithTheReason() {
    assertThatThrownBy(() -> client.submit(submit("job", 0), List.of()))
        .isInstanceOfSatisfying(
            CoordinatorException.class,
            e -> assertThat(e.reason()).isEqualTo(ErrorReason.ERROR_REASON_JOB_REFUSED))
        .hasMessageContaining("job job has parallelism 0");
  }

  @Test
  void aJobThatWasSubmittedTwiceIsThereOnce() throws Exception {
    client.submit(submit("job", 2), List.of());
    client.submit(submit("job", 2), List.of());
    assertThat(client.list())
        .singleElement()
        .satisfies(job -> assertThat(job.getJob()).isEqualTo("job"));
    assertThatThrownBy(() -> client.submit(submit("job", 3), List.of()))
        .hasMessageContaining("another job of the id job");
  }

  @Test
  void whoWatchesIsToldUntilTheEnd() throws Exception {
    client.submit(submit("job", 2), List.of());
    List<String> states = new ArrayList<>();
    client.watch(
        "job",
        view -> {
          states.add(view.getStatus().getState());
          if (view.getStatus().getState().equals("WAITING_FOR_SLOTS")) {
            assertThat(view.getStatus().getMessage()).contains("needs 2 slots, 0 are free");
            try {
              client.change("job", JobAction.JOB_ACTION_CANCEL, "a request");
            } catch (CoordinatorException e) {
              throw new AssertionError(e);
            }
          }
        });
    assertThat(states).contains("WAITING_FOR_SLOTS").endsWith("CANCELLED");
  }

  @Test
  void aJobThatIsNotKnownIsNamed() {
    assertThatThrownBy(() -> client.change("nothing", JobAction.JOB_ACTION_DRAIN, "a request"))
        .isInstanceOfSatisfying(
            CoordinatorException.class,
            e -> assertThat(e.reason()).isEqualTo(ErrorReason.ERROR_REASON_NO_SUCH_JOB))
        .hasMessageContaining("there is no job 'nothing'");
    assertThatThrownBy(() -> client.watch("nothing", view -> {}))
        .hasMessageContaining("there is no job 'nothing'");
  }

  @Test
  void whatIsNoChangeIsRefused() {
    assertThatThrownBy(() -> client.change("job", JobAction.JOB_ACTION_DESCRIBE, "a request"))
        .hasMessageContaining("cancelled, drained, resumed or rescaled");
  }

  @Test
  void jobsAreThereAgainWhenTheNextCoordinatorAnswers() throws Exception {
    client.submit(submit("job", 2), List.of());
    await("WAITING_FOR_SLOTS");
    Address address = coordinator.address();
    coordinator.close();
    coordinator = start(address);
    awaitLeading();
    assertThat(client.describe("job").getStatus().getEnded()).isFalse();
    await("WAITING_FOR_SLOTS");
  }

  private static final class Found extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private void await(String state) throws Exception {
    try {
      client.watch(
          "job",
          view -> {
            if (view.getStatus().getState().equals(state)) {
              throw new Found();
            }
          });
    } catch (Found found) {
      return;
    }
    throw new AssertionError("the job ended");
  }

  @Test
  void anotherVersionIsRefusedAndBothAreNamed() {
    try (JobsClient other =
        new JobsClient(
            Coordinators.of(coordinator.address()),
            ClusterSettings.PROTOCOL_VERSION + 1,
            "a tool")) {
      assertThatThrownBy(other::list)
          .isInstanceOfSatisfying(
              CoordinatorException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(ErrorReason.ERROR_REASON_VERSION);
                assertThat(e.isWorthAnotherTry()).isFalse();
              })
          .hasMessage(
              "a tool speaks version %d of the cluster protocol, %s speaks version %d",
              ClusterSettings.PROTOCOL_VERSION + 1,
              coordinator.address(),
              ClusterSettings.PROTOCOL_VERSION);
    }
  }
}
