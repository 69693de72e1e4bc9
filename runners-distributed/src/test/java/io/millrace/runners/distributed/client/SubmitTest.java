package io.millrace.runners.distributed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import io.millrace.cluster.v1.FindMissingRequest;
import io.millrace.cluster.v1.FindMissingResponse;
import io.millrace.cluster.v1.JobIdentity;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.JobsGrpc;
import io.millrace.cluster.v1.Submit;
import io.millrace.cluster.v1.SubmitJobRequest;
import io.millrace.cluster.v1.SubmitJobResponse;
import io.millrace.model.v1.Components;
import io.millrace.runners.core.plan.Explain;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.process.CoordinatorProcess;
import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.CoordinatorException;
import io.millrace.runners.distributed.rpc.Coordinators;
import io.millrace.runners.distributed.rpc.Endpoints;
import io.millrace.runners.distributed.rpc.JobsClient;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a job whose coordinator is not as it should be while it is submitted. */
@Timeout(60)
class SubmitTest {

  private static final Plan NOTHING =
      new Plan(Components.getDefaultInstance(), List.of(), List.of());

  private static final Address ANY_PORT = new Address(Address.LOOPBACK, 0);

  @TempDir Path directory;

  /** Answers the first question, and is gone when the job comes. */
  private static final class Leaving extends JobsGrpc.JobsImplBase {
    private final CompletableFuture<String> submitted = new CompletableFuture<>();

    @Override
    public void findMissing(FindMissingRequest request, StreamObserver<FindMissingResponse> out) {
      out.onNext(FindMissingResponse.getDefaultInstance());
      out.onCompleted();
    }

    @Override
    public void submitJob(SubmitJobRequest request, StreamObserver<SubmitJobResponse> out) {
      submitted.complete(request.getSubmit().getIdentity().getJob());
    }
  }

  private static RemoteRun submit(Address coordinator, DistributedOptions options)
      throws IOException {
    return RemoteRun.submit(
        Coordinators.of(coordinator),
        ByteString.EMPTY,
        NOTHING,
        List.of(),
        options,
        Optional.empty());
  }

  private CoordinatorProcess coordinator(Address listen, Path store) throws IOException {
    return CoordinatorProcess.start(listen, store.toString(), reason -> {});
  }

  @Test
  void whereTheCoordinatorGoesWhileAJobIsSubmittedTheNextOneHasTheJobOnce() throws Exception {
    Leaving leaving = new Leaving();
    Server server = Endpoints.listen(ANY_PORT, ClusterSettings.PROTOCOL_VERSION, List.of(leaving));
    Address address = Endpoints.address(ANY_PORT, server);
    CompletableFuture<CoordinatorProcess> next =
        leaving.submitted.thenApplyAsync(
            job -> {
              try {
                server.shutdownNow().awaitTermination();
                return coordinator(address, directory);
              } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    RemoteRun run = submit(address, PipelineOptionsFactory.as(DistributedOptions.class));
    try (CoordinatorProcess there = next.join();
        JobsClient client = JobsClient.of(there.address())) {
      assertThat(run.job()).isEqualTo(leaving.submitted.join());
      assertThat(client.list()).extracting(JobStatus::getJob).containsExactly(run.job());
      assertThat(client.describe(run.job()).getPlan()).isEqualTo(Explain.render(NOTHING));
      run.cancel();
    }
  }

  @Test
  void aJobInAHurryIsRefusedWhereTooFewSlotsAreFree() throws Exception {
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setParallelism(3);
    options.setFailFast(true);
    try (CoordinatorProcess there = coordinator(ANY_PORT, directory)) {
      assertThatThrownBy(() -> submit(there.address(), options))
          .hasMessageContaining("needs 3 slots, 0 are free");
    }
  }

  @Test
  void aStoreThatCannotBeReachedIsNamedToWhoeverSubmits() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "no directory");
    try (CoordinatorProcess there = coordinator(ANY_PORT, file.resolve("store"))) {
      assertThatThrownBy(
              () -> submit(there.address(), PipelineOptionsFactory.as(DistributedOptions.class)))
          .hasMessageContaining("cannot reach its store " + file.resolve("store"));
    }
  }

  @Test
  void aPipelineThatIsTooLargeIsRefusedWithBothSizes() {
    ByteString large = ByteString.copyFrom(new byte[16 << 20]);
    assertThatThrownBy(
            () ->
                RemoteRun.submit(
                    Coordinators.of(new Address(Address.LOOPBACK, 1)),
                    large,
                    NOTHING,
                    List.of(),
                    PipelineOptionsFactory.as(DistributedOptions.class),
                    Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 16,777,216 bytes with its functions, and can have 15,728,640");
  }

  /** Whoever sends it nonetheless. */
  @Test
  void aMessageOverTheLimitIsRefusedAndTheCoordinatorLivesOn() throws Exception {
    try (CoordinatorProcess there = coordinator(ANY_PORT, directory);
        JobsClient client = JobsClient.of(there.address())) {
      Submit large =
          Submit.newBuilder()
              .setIdentity(
                  JobIdentity.newBuilder().setPayload(ByteString.copyFrom(new byte[17 << 20])))
              .build();
      assertThatThrownBy(() -> client.submit(large, List.of()))
          .isInstanceOfSatisfying(
              CoordinatorException.class, e -> assertThat(e.isWorthAnotherTry()).isFalse())
          .hasMessageContaining("exceeds maximum size " + Endpoints.MAX_MESSAGE_BYTES + ": ")
          .hasMessageMatching("(?s).*: 178258[0-9]{2}");
      assertThat(client.describeCluster().getCoordinator()).isEqualTo(there.address().toString());
    }
  }
}
