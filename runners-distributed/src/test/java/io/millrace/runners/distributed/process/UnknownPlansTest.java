package io.millrace.runners.distributed.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.WorkerView;
import io.millrace.model.v1.Components;
import io.millrace.model.v1.FunctionSpec;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.DistributedRunner;
import io.millrace.runners.distributed.client.RemoteRun;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.rpc.Address;
import io.millrace.runners.distributed.rpc.Coordinators;
import io.millrace.runners.distributed.rpc.JobsClient;
import io.millrace.runners.distributed.task.Programs;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a cluster does with a pipeline that it does not understand, whoever submits it. */
@Timeout(60)
class UnknownPlansTest {

  private static final Plan NOTHING =
      new Plan(Components.getDefaultInstance(), List.of(), List.of());

  private static final Address ANY_PORT = new Address(Address.LOOPBACK, 0);

  @TempDir Path directory;
  private CoordinatorProcess coordinator;
  private WorkerProcess worker;

  @BeforeEach
  void startACluster() throws Exception {
    coordinator =
        CoordinatorProcess.start(ANY_PORT, directory.resolve("store").toString(), reason -> {});
    worker =
        WorkerProcess.start(
            new WorkerProcess.Settings(
                coordinator.address(),
                ANY_PORT,
                2,
                scratch(),
                Duration.ofSeconds(30),
                ClusterSettings.PROTOCOL_VERSION),
            reason -> {});
  }

  @AfterEach
  void endTheCluster() {
    worker.close();
    coordinator.close();
  }

  private Path scratch() {
    return directory.resolve("worker");
  }

  private DistributedOptions options() {
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setRunner(DistributedRunner.class);
    options.setCoordinator(coordinator.address().toString());
    options.setParallelism(2);
    options.setFilesToStage(List.of());
    return options;
  }

  private Pipeline pipeline() {
    Pipeline pipeline = Pipeline.create(options());
    pipeline.apply(Create.of("a", "b", "a")).apply(Count.perElement());
    return pipeline;
  }

  private io.millrace.model.v1.Pipeline.Builder model() {
    return PipelineTranslation.toProto(pipeline()).toBuilder();
  }

  private RemoteRun submit(ByteString program) throws Exception {
    return RemoteRun.submit(
        Coordinators.of(coordinator.address()),
        program,
        NOTHING,
        List.of(),
        options(),
        Optional.empty());
  }

  private void assertRefused(ByteString program, String named) throws Exception {
    RemoteRun run = submit(program);
    assertThatThrownBy(run::waitUntilFinish)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContaining(named);
    assertNothingIsLeft(run.job());
    Pipeline next = pipeline();
    assertThat(next.run().getState()).isEqualTo(State.DONE);
  }

  /** The job is over, no slot is taken, and the worker keeps nothing of it. */
  private void assertNothingIsLeft(String job) throws Exception {
    try (JobsClient client = JobsClient.of(coordinator.address())) {
      JobStatus[] last = new JobStatus[1];
      client.watch(job, view -> last[0] = view.getStatus());
      assertThat(last[0].getEnded()).isTrue();
      assertThat(last[0].getState()).isEqualTo("CANCELLED");
      assertThat(client.describeCluster().getWorkersList())
          .extracting(WorkerView::getUsed)
          .containsExactly(0);
    }
    if (Files.exists(scratch())) {
      try (Stream<Path> files = Files.walk(scratch())) {
        assertThat(files).noneMatch(Files::isRegularFile);
      }
    }
  }

  @Test
  void aRequirementThatNobodyKnowsIsNamed() throws Exception {
    String urn = "millrace:requirement:of_the_future:v1";
    assertRefused(Programs.encode(model().addRequirements(urn).build(), options(), List.of()), urn);
  }

  @Test
  void aTransformThatNobodyKnowsIsNamed() throws Exception {
    String urn = "millrace:transform:of_the_future:v1";
    io.millrace.model.v1.Pipeline.Builder model = model();
    model
        .getComponentsBuilder()
        .getTransformsMap()
        .forEach(
            (id, transform) -> {
              if (transform.getSubtransformsList().isEmpty()) {
                model
                    .getComponentsBuilder()
                    .putTransforms(
                        id,
                        transform.toBuilder()
                            .setSpec(FunctionSpec.newBuilder().setUrn(urn))
                            .build());
              }
            });
    assertRefused(Programs.encode(model.build(), options(), List.of()), urn);
  }

  @Test
  void aCoderThatNobodyKnowsIsNamed() throws Exception {
    String urn = "millrace:coder:of_the_future:v1";
    io.millrace.model.v1.Pipeline.Builder model = model();
    model
        .getComponentsBuilder()
        .getCodersMap()
        .forEach(
            (id, coder) ->
                model
                    .getComponentsBuilder()
                    .putCoders(
                        id,
                        coder.toBuilder().setSpec(FunctionSpec.newBuilder().setUrn(urn)).build()));
    assertRefused(Programs.encode(model.build(), options(), List.of()), urn);
  }

  @Test
  void whatIsNoProgramIsSaidToBeNone() throws Exception {
    assertRefused(ByteString.copyFromUtf8("no program at all"), "what was submitted is no program");
  }
}
