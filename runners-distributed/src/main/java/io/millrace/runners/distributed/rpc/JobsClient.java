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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Asks whoever coordinates: of several coordinators the one that answered last, and the others in
 * turn where it is not there or only stands by. All methods wait for the answer, though not for
 * ever, and throw {@link CoordinatorException} if there is none or it is a refusal. Thread-safe.
 */
public final class JobsClient implements AutoCloseable {

  private static final int PART_BYTES = 1 << 18;

  /** A connection to one of those who may coordinate. */
  private record Line(Address address, ManagedChannel channel) {

    /** Who asks again after a failure is not to wait for the channel to try again. */
    ManagedChannel ready() {
      channel.resetConnectBackoff();
      return channel;
    }

    /** Where a connection carries nothing the next call is not to wait for it as well. */
    CoordinatorException failed(Exception thrown) {
      if (Status.fromThrowable(thrown).getCode() == Status.Code.DEADLINE_EXCEEDED) {
        channel.enterIdle();
      }
      return CoordinatorException.of(address, thrown);
    }
  }

  /**
   * What one of those who may coordinate says.
   *
   * @param cluster empty if there is no answer
   * @param wrong why there is none; else empty
   */
  public record Standing(Address address, Optional<DescribeClusterResponse> cluster, String wrong) {

    /** Whether it coordinates, as far as it knows, and knows all jobs. */
    public boolean isLeading() {
      return cluster.filter(DescribeClusterResponse::getLeading).isPresent();
    }
  }

  private final Coordinators coordinators;
  private final Timeouts timeouts;
  private final List<Line> lines;

  /** The number of the line on which somebody answered last. */
  private volatile int current;

  /**
   * A client that connects when it is first used.
   *
   * @param version the version of the protocol that it speaks
   * @param name who asks, for the messages of the coordinator
   */
  public JobsClient(Coordinators coordinators, int version, String name) {
    this(coordinators, version, Timeouts.STANDARD, name);
  }

  /** A client that is patient for other times. */
  JobsClient(Coordinators coordinators, int version, Timeouts timeouts, String name) {
    this.coordinators = coordinators;
    this.timeouts = timeouts;
    this.lines =
        coordinators.addresses().stream()
            .map(address -> new Line(address, Endpoints.channel(address, version, timeouts, name)))
            .toList();
  }

  /** A client of the version that this software speaks. */
  public static JobsClient of(Coordinators coordinators) {
    return new JobsClient(coordinators, ClusterSettings.PROTOCOL_VERSION, "this client");
  }

  /** A client of a coordinator that has nobody beside it. */
  public static JobsClient of(Address coordinator) {
    return of(Coordinators.of(coordinator));
  }

  /** Whom it asks. */
  public Coordinators coordinators() {
    return coordinators;
  }

  private <T> T asked(Function<JobsGrpc.JobsBlockingStub, T> call) throws CoordinatorException {
    return inTurn(
        line ->
            call.apply(
                JobsGrpc.newBlockingStub(line.ready())
                    .withDeadlineAfter(timeouts.call().toNanos(), TimeUnit.NANOSECONDS)));
  }

  /** Asks one after the other, until one decides: by an answer, or by a refusal. */
  private <T> T inTurn(Function<Line, T> call) throws CoordinatorException {
    List<CoordinatorException> undecided = new ArrayList<>();
    int first = current;
    for (int i = 0; i < lines.size(); i++) {
      int number = (first + i) % lines.size();
      Line line = lines.get(number);
      try {
        T answer = call.apply(line);
        current = number;
        return answer;
      } catch (StatusRuntimeException e) {
        CoordinatorException failure = line.failed(e);
        if (!failure.isWorthAnotherTry() || Thread.currentThread().isInterrupted()) {
          throw failure;
        }
        undecided.add(failure);
      }
    }
    throw CoordinatorException.ofAll(undecided);
  }

  private DescribeClusterResponse describe(Line line) {
    return ClusterGrpc.newBlockingStub(line.ready())
        .withDeadlineAfter(timeouts.call().toNanos(), TimeUnit.NANOSECONDS)
        .describeCluster(DescribeClusterRequest.getDefaultInstance());
  }

  /** What the cluster consists of, from any who knows: who stands by knows only where it is. */
  public DescribeClusterResponse describeCluster() throws CoordinatorException {
    return inTurn(this::describe);
  }

  /** What each of those who may coordinate says; who coordinates comes first. */
  public List<Standing> standings() {
    List<Standing> standings = new ArrayList<>();
    for (Line line : lines) {
      Standing standing;
      try {
        standing = new Standing(line.address(), Optional.of(describe(line)), "");
      } catch (StatusRuntimeException e) {
        standing =
            new Standing(
                line.address(), Optional.empty(), String.valueOf(line.failed(e).getMessage()));
      }
      standings.add(standing.isLeading() ? 0 : standings.size(), standing);
    }
    return standings;
  }

  /** Which of these artifacts the cluster does not have. */
  public List<Artifact> findMissing(List<Artifact> artifacts) throws CoordinatorException {
    FindMissingRequest request = FindMissingRequest.newBuilder().addAllArtifacts(artifacts).build();
    return asked(jobs -> jobs.findMissing(request).getArtifactsList());
  }

  /**
   * Sends an artifact to whoever answered last, for whoever coordinates has the same store; takes
   * as long as it takes while anything moves.
   *
   * @throws IOException if the file cannot be read, or the coordinator does not take it
   */
  public void put(Artifact artifact, Path file) throws IOException, InterruptedException {
    Line line = lines.get(current);
    try (InputStream in = Files.newInputStream(file)) {
      BlockingClientCall<PutArtifactRequest, PutArtifactResponse> call =
          JobsGrpc.newBlockingV2Stub(line.ready()).putArtifact();
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
        throw new IOException("the coordinator at " + line.address() + " did not take " + file);
      }
    } catch (StatusException | StatusRuntimeException e) {
      throw line.failed(e);
    }
  }

  /** Submits a job. Submitting the same again changes nothing. */
  public JobStatus submit(Submit submit, List<Artifact> artifacts) throws CoordinatorException {
    SubmitJobRequest request =
        SubmitJobRequest.newBuilder().setSubmit(submit).addAllArtifacts(artifacts).build();
    return asked(jobs -> jobs.submitJob(request).getStatus());
  }

  /** How all jobs stand. */
  public List<JobStatus> list() throws CoordinatorException {
    return asked(jobs -> jobs.listJobs(ListJobsRequest.getDefaultInstance()).getJobsList());
  }

  /** How a job stands. */
  public JobView describe(String job) throws CoordinatorException {
    DescribeJobRequest request = DescribeJobRequest.newBuilder().setJob(job).build();
    return asked(jobs -> jobs.describeJob(request).getJob());
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
    return asked(jobs -> jobs.changeJob(change).getStatus());
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
   * Is told how a job stands, until that is what was waited for or the job is over; also by the
   * next coordinator, if that is there when one goes.
   *
   * @return how it stands then; empty if nothing was told
   */
  public Optional<JobView> watchUntil(String job, Predicate<JobView> awaited)
      throws CoordinatorException {
    WatchJobRequest request = WatchJobRequest.newBuilder().setJob(job).build();
    return inTurn(line -> watchUntil(line, request, awaited));
  }

  private Optional<JobView> watchUntil(
      Line line, WatchJobRequest request, Predicate<JobView> awaited) {
    Context.CancellableContext call = Context.current().withCancellation();
    Context before = call.attach();
    try {
      Iterator<WatchJobResponse> told = JobsGrpc.newBlockingStub(line.ready()).watchJob(request);
      Optional<JobView> last = Optional.empty();
      while (told.hasNext()) {
        last = Optional.of(told.next().getJob());
        current = lines.indexOf(line);
        if (awaited.test(last.get())) {
          break;
        }
      }
      return last;
    } finally {
      call.detach(before);
      call.cancel(null);
    }
  }

  @Override
  public void close() {
    lines.forEach(line -> line.channel().shutdownNow());
  }
}
