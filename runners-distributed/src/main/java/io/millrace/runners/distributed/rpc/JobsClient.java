package io.millrace.runners.distributed.rpc;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import io.millrace.cluster.v1.Artifact;
import io.millrace.cluster.v1.ChangeJobRequest;
import io.millrace.cluster.v1.ClusterGrpc;
import io.millrace.cluster.v1.DescribeClusterRequest;
import io.millrace.cluster.v1.DescribeClusterResponse;
import io.millrace.cluster.v1.DescribeJobRequest;
import io.millrace.cluster.v1.FindMissingRequest;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.JobView;
import io.millrace.cluster.v1.JobsGrpc;
import io.millrace.cluster.v1.ListJobsRequest;
import io.millrace.cluster.v1.PutArtifactRequest;
import io.millrace.cluster.v1.PutArtifactResponse;
import io.millrace.cluster.v1.Submit;
import io.millrace.cluster.v1.SubmitJobRequest;
import io.millrace.cluster.v1.WatchJobRequest;
import io.millrace.cluster.v1.WatchJobResponse;
import io.millrace.runners.distributed.control.ClusterSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Asks a coordinator. All methods wait for the answer, though not for ever, and throw {@link
 * CoordinatorException} if there is none or it is a refusal. Thread-safe.
 */
public final class JobsClient implements AutoCloseable {

  private static final int PART_BYTES = 1 << 18;

  private final Address coordinator;
  private final Timeouts timeouts;
  private final ManagedChannel channel;

  /**
   * A client that connects when it is first used.
   *
   * @param version the version of the protocol that it speaks
   * @param name who asks, for the messages of the coordinator
   */
  public JobsClient(Address coordinator, int version, String name) {
    this(coordinator, version, Timeouts.STANDARD, name);
  }

  /** A client that is patient for other times. */
  JobsClient(Address coordinator, int version, Timeouts timeouts, String name) {
    this.coordinator = coordinator;
    this.timeouts = timeouts;
    this.channel = Endpoints.channel(coordinator, version, timeouts, name);
  }

  /** A client of the version that this software speaks. */
  public static JobsClient of(Address coordinator) {
    return new JobsClient(coordinator, ClusterSettings.PROTOCOL_VERSION, "this client");
  }

  /** Who asks again after a failure is not to wait for the channel to try again. */
  private ManagedChannel channel() {
    channel.resetConnectBackoff();
    return channel;
  }

  private JobsGrpc.JobsBlockingStub jobs() {
    return JobsGrpc.newBlockingStub(channel())
        .withDeadlineAfter(timeouts.call().toNanos(), TimeUnit.NANOSECONDS);
  }

  private <T> T asked(Supplier<T> call) throws CoordinatorException {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw failed(e);
    }
  }

  /** Where a connection carries nothing the next call is not to wait for it as well. */
  private CoordinatorException failed(Exception thrown) {
    if (Status.fromThrowable(thrown).getCode() == Status.Code.DEADLINE_EXCEEDED) {
      channel.enterIdle();
    }
    return CoordinatorException.of(coordinator, thrown);
  }

  /** What the cluster consists of. */
  public DescribeClusterResponse describeCluster() throws CoordinatorException {
    return asked(
        () ->
            ClusterGrpc.newBlockingStub(channel())
                .withDeadlineAfter(timeouts.call().toNanos(), TimeUnit.NANOSECONDS)
                .describeCluster(DescribeClusterRequest.getDefaultInstance()));
  }

  /** Which of these artifacts the cluster does not have. */
  public List<Artifact> findMissing(List<Artifact> artifacts) throws CoordinatorException {
    FindMissingRequest request = FindMissingRequest.newBuilder().addAllArtifacts(artifacts).build();
    return asked(() -> jobs().findMissing(request).getArtifactsList());
  }

  /**
   * Sends an artifact; takes as long as it takes while anything moves.
   *
   * @throws IOException if the file cannot be read, or the coordinator does not take it
   */
  public void put(Artifact artifact, Path file) throws IOException, InterruptedException {
    try (InputStream in = Files.newInputStream(file)) {
      BlockingClientCall<PutArtifactRequest, PutArtifactResponse> call =
          JobsGrpc.newBlockingV2Stub(channel()).putArtifact();
      boolean taken = call.write(PutArtifactRequest.newBuilder().setHeader(artifact).build());
      for (byte[] part = in.readNBytes(PART_BYTES);
          taken && part.length > 0;
          part = in.readNBytes(PART_BYTES)) {
        taken =
            call.write(
                PutArtifactRequest.newBuilder().setContent(ByteString.copyFrom(part)).build());
      }
      call.halfClose();
      PutArtifactResponse response = call.read();
      if (response == null) {
        throw new IOException("the coordinator at " + coordinator + " did not take " + file);
      }
    } catch (StatusException | StatusRuntimeException e) {
      throw failed(e);
    }
  }

  /** Submits a job. Submitting the same again changes nothing. */
  public JobStatus submit(Submit submit, List<Artifact> artifacts) throws CoordinatorException {
    SubmitJobRequest request =
        SubmitJobRequest.newBuilder().setSubmit(submit).addAllArtifacts(artifacts).build();
    return asked(() -> jobs().submitJob(request).getStatus());
  }

  /** How all jobs stand. */
  public List<JobStatus> list() throws CoordinatorException {
    return asked(() -> jobs().listJobs(ListJobsRequest.getDefaultInstance()).getJobsList());
  }

  /** How a job stands. */
  public JobView describe(String job) throws CoordinatorException {
    DescribeJobRequest request = DescribeJobRequest.newBuilder().setJob(job).build();
    return asked(() -> jobs().describeJob(request).getJob());
  }

  /**
   * Does something to a job. Doing it again changes nothing.
   *
   * @param request chosen by the caller, and the same whenever the same is asked again
   */
  public JobStatus change(String job, JobAction action, String request)
      throws CoordinatorException {
    return change(
        ChangeJobRequest.newBuilder().setJob(job).setAction(action).setRequest(request).build());
  }

  /** Does something to a job. Doing it again changes nothing. */
  public JobStatus change(ChangeJobRequest change) throws CoordinatorException {
    return asked(() -> jobs().changeJob(change).getStatus());
  }

  /**
   * Is told how a job stands, again and again until it is over; returns then. Who interrupts the
   * thread ends it.
   */
  public void watch(String job, Consumer<JobView> watcher) throws CoordinatorException {
    watchUntil(
        job,
        view -> {
          watcher.accept(view);
          return false;
        });
  }

  /**
   * Is told how a job stands, until that is what was waited for or the job is over.
   *
   * @return how it stands then; empty if nothing was told
   */
  public Optional<JobView> watchUntil(String job, Predicate<JobView> awaited)
      throws CoordinatorException {
    WatchJobRequest request = WatchJobRequest.newBuilder().setJob(job).build();
    Context.CancellableContext call = Context.current().withCancellation();
    Context before = call.attach();
    try {
      Iterator<WatchJobResponse> told = JobsGrpc.newBlockingStub(channel()).watchJob(request);
      Optional<JobView> last = Optional.empty();
      while (told.hasNext()) {
        last = Optional.of(told.next().getJob());
        if (awaited.test(last.get())) {
          break;
        }
      }
      return last;
    } catch (StatusRuntimeException e) {
      throw failed(e);
    } finally {
      call.detach(before);
      call.cancel(null);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
