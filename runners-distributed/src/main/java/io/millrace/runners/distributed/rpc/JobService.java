package io.millrace.runners.distributed.rpc;

import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.millrace.cluster.v1.Artifact;
import io.millrace.cluster.v1.ChangeJobRequest;
import io.millrace.cluster.v1.ChangeJobResponse;
import io.millrace.cluster.v1.ClusterGrpc;
import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.DescribeClusterRequest;
import io.millrace.cluster.v1.DescribeClusterResponse;
import io.millrace.cluster.v1.DescribeJobRequest;
import io.millrace.cluster.v1.DescribeJobResponse;
import io.millrace.cluster.v1.ErrorReason;
import io.millrace.cluster.v1.FindMissingRequest;
import io.millrace.cluster.v1.FindMissingResponse;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobCommand;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.JobView;
import io.millrace.cluster.v1.JobsGrpc;
import io.millrace.cluster.v1.ListJobsRequest;
import io.millrace.cluster.v1.ListJobsResponse;
import io.millrace.cluster.v1.PutArtifactRequest;
import io.millrace.cluster.v1.PutArtifactResponse;
import io.millrace.cluster.v1.RefusalKind;
import io.millrace.cluster.v1.SubmitJobRequest;
import io.millrace.cluster.v1.SubmitJobResponse;
import io.millrace.cluster.v1.WatchJobRequest;
import io.millrace.cluster.v1.WatchJobResponse;
import io.millrace.runners.distributed.artifact.ArtifactStore;
import io.millrace.runners.distributed.artifact.Digests;
import io.millrace.runners.distributed.coordinator.CoordinatorMachine;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.shell.MachineThread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers people and programs, on behalf of a coordinator: what they ask is told to its machine as
 * an event. Artifacts go past the machine, into the store. Thread-safe.
 */
public final class JobService implements AutoCloseable {

  private static final int MAX_ARTIFACTS = 2_000;
  private static final String UNKNOWN = "UNKNOWN";

  private record Served(MachineThread thread, CoordinatorMachine machine) {}

  private final ArtifactStore artifacts;
  private final String store;
  private final Supplier<Optional<String>> trouble;
  private volatile @Nullable Served served;

  /**
   * A service that knows no coordinator yet.
   *
   * @param store what workers are told that the store is
   * @param trouble why the store cannot be reached, if it cannot
   */
  public JobService(ArtifactStore artifacts, String store, Supplier<Optional<String>> trouble) {
    this.artifacts = artifacts;
    this.store = store;
    this.trouble = trouble;
  }

  /** From now on asks this coordinator. */
  public void serve(MachineThread thread, CoordinatorMachine machine) {
    served = new Served(thread, machine);
  }

  /** Asks nobody any more. */
  @Override
  public void close() {
    served = null;
  }

  /** The service for jobs. */
  public BindableService jobs() {
    return new Jobs();
  }

  /** The service about the cluster. */
  public BindableService cluster() {
    return new ClusterGrpc.ClusterImplBase() {
      @Override
      public void describeCluster(
          DescribeClusterRequest request, StreamObserver<DescribeClusterResponse> out) {
        Reply<DescribeClusterResponse> reply = new Reply<>(out);
        ask(
            reply,
            coordinator ->
                reply.last(
                    DescribeClusterResponse.newBuilder()
                        .setCoordinator(coordinator.thread().node())
                        .setLeading(coordinator.machine().isLeading())
                        .setStore(store)
                        .addAllWorkers(coordinator.machine().workerViews())
                        .build()));
      }
    };
  }

  /** Runs an action on the machine's thread. */
  private void ask(Reply<?> reply, Consumer<Served> action) {
    Served coordinator = served;
    if (coordinator == null) {
      reply.refuse(notLeading("this coordinator is starting or ending"));
    } else {
      coordinator.thread().post(new Event.Told(() -> action.accept(coordinator)));
    }
  }

  /** Runs an action on the machine's thread, if the machine knows all there is to know. */
  private void askLeader(Reply<?> reply, Consumer<Served> action) {
    ask(
        reply,
        coordinator -> {
          if (coordinator.machine().isLeading()) {
            action.accept(coordinator);
          } else {
            reply.refuse(
                notLeading(
                    coordinator.machine().whyNotLeading()
                        + trouble
                            .get()
                            .map(why -> ", and cannot reach its store " + store + ": " + why)
                            .orElse("")));
          }
        });
  }

  private static StatusRuntimeException notLeading(String message) {
    return Refusals.of(Status.UNAVAILABLE, ErrorReason.ERROR_REASON_NOT_LEADING, message);
  }

  private static StatusRuntimeException noSuchJob(String job) {
    return Refusals.of(
        Status.NOT_FOUND,
        ErrorReason.ERROR_REASON_NO_SUCH_JOB,
        "there is no job '" + job + "', or it ended before this coordinator started");
  }

  private final class Jobs extends JobsGrpc.JobsImplBase {

    @Override
    public void findMissing(FindMissingRequest request, StreamObserver<FindMissingResponse> out) {
      Reply<FindMissingResponse> reply = new Reply<>(out);
      try {
        reply.last(
            FindMissingResponse.newBuilder()
                .addAllArtifacts(missing(request.getArtifactsList()))
                .build());
      } catch (StatusRuntimeException e) {
        reply.refuse(e);
      }
    }

    @Override
    public StreamObserver<PutArtifactRequest> putArtifact(StreamObserver<PutArtifactResponse> out) {
      return new ArtifactReceiver(artifacts, new Reply<>(out));
    }

    @Override
    public void submitJob(SubmitJobRequest request, StreamObserver<SubmitJobResponse> out) {
      Reply<SubmitJobResponse> reply = new Reply<>(out);
      try {
        List<Artifact> missing = missing(request.getArtifactsList());
        if (!missing.isEmpty()) {
          reply.refuse(
              Refusals.of(
                  Status.FAILED_PRECONDITION,
                  ErrorReason.ERROR_REASON_ARTIFACT,
                  "artifact " + missing.get(0).getName() + " was not sent before the job"));
          return;
        }
      } catch (StatusRuntimeException e) {
        reply.refuse(e);
        return;
      }
      askLeader(
          reply,
          coordinator ->
              coordinator
                  .machine()
                  .submit(
                      request.getSubmit(),
                      answer ->
                          answer(
                              reply,
                              answer,
                              status -> SubmitJobResponse.newBuilder().setStatus(status).build())));
    }

    @Override
    public void listJobs(ListJobsRequest request, StreamObserver<ListJobsResponse> out) {
      Reply<ListJobsResponse> reply = new Reply<>(out);
      askLeader(
          reply,
          coordinator ->
              reply.last(
                  ListJobsResponse.newBuilder()
                      .addAllJobs(coordinator.machine().statuses())
                      .build()));
    }

    @Override
    public void describeJob(DescribeJobRequest request, StreamObserver<DescribeJobResponse> out) {
      Reply<DescribeJobResponse> reply = new Reply<>(out);
      askOfJob(
          reply,
          request.getJob(),
          (coordinator, view) -> reply.last(DescribeJobResponse.newBuilder().setJob(view).build()));
    }

    @Override
    public void watchJob(WatchJobRequest request, StreamObserver<WatchJobResponse> out) {
      Reply<WatchJobResponse> reply = new Reply<>(out);
      askOfJob(
          reply,
          request.getJob(),
          (coordinator, view) -> {
            Runnable[] end = new Runnable[1];
            end[0] =
                coordinator
                    .machine()
                    .watch(
                        request.getJob(),
                        each -> {
                          if (reply.isOver()) {
                            end[0].run();
                          } else if (!reply.hasRoom()) {
                            return false;
                          }
                          reply.next(WatchJobResponse.newBuilder().setJob(each).build());
                          if (each.getStatus().getEnded()) {
                            reply.complete();
                            end[0].run();
                          }
                          return true;
                        });
            reply.whenCancelled(() -> coordinator.thread().post(new Event.Told(end[0])));
          });
    }

    @Override
    public void changeJob(ChangeJobRequest request, StreamObserver<ChangeJobResponse> out) {
      Reply<ChangeJobResponse> reply = new Reply<>(out);
      JobAction action = request.getAction();
      if (action != JobAction.JOB_ACTION_CANCEL
          && action != JobAction.JOB_ACTION_DRAIN
          && action != JobAction.JOB_ACTION_RESUME
          && action != JobAction.JOB_ACTION_SAVEPOINT
          && action != JobAction.JOB_ACTION_RESCALE) {
        reply.refuse(
            Refusals.of(
                Status.INVALID_ARGUMENT,
                ErrorReason.ERROR_REASON_JOB_REFUSED,
                "a job can be cancelled, drained, resumed or rescaled, or have a savepoint; not "
                    + action));
        return;
      }
      JobCommand command =
          JobCommand.newBuilder()
              .setJob(request.getJob())
              .setAction(action)
              .setRequest(request.getRequest())
              .setSavepoint(request.getSavepoint())
              .setParallelism(request.getParallelism())
              .build();
      askLeader(
          reply,
          coordinator ->
              coordinator
                  .machine()
                  .command(
                      command,
                      answer ->
                          answer(
                              reply,
                              answer,
                              status -> ChangeJobResponse.newBuilder().setStatus(status).build())));
    }

    private <T> void askOfJob(Reply<T> reply, String job, OfJob then) {
      askLeader(
          reply,
          coordinator ->
              coordinator
                  .machine()
                  .view(job)
                  .ifPresentOrElse(
                      view -> then.accept(coordinator, view), () -> reply.refuse(noSuchJob(job))));
    }
  }

  private interface OfJob {
    void accept(Served coordinator, JobView view);
  }

  private static <T> void answer(
      Reply<T> reply, ControlFrame.Builder answer, Function<JobStatus, T> accepted) {
    if (answer.hasRefused()) {
      String message = answer.getRefused().getMessage();
      reply.refuse(
          answer.getRefused().getKind() == RefusalKind.REFUSAL_KIND_NOT_LEADING
              ? notLeading(message)
              : Refusals.of(
                  Status.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_JOB_REFUSED, message));
    } else if (answer.getJobStatus().getState().equals(UNKNOWN)) {
      reply.refuse(noSuchJob(answer.getJobStatus().getJob()));
    } else {
      reply.last(accepted.apply(answer.getJobStatus()));
    }
  }

  private List<Artifact> missing(List<Artifact> asked) {
    if (asked.size() > MAX_ARTIFACTS) {
      throw Refusals.of(
          Status.INVALID_ARGUMENT,
          ErrorReason.ERROR_REASON_ARTIFACT,
          asked.size() + " artifacts are more than the " + MAX_ARTIFACTS + " that a job can have");
    }
    for (Artifact artifact : asked) {
      Digests.wrongWith(artifact)
          .ifPresent(
              wrong -> {
                throw Refusals.of(
                    Status.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_ARTIFACT, wrong);
              });
    }
    try {
      List<Artifact> missing = new ArrayList<>();
      for (Artifact artifact : asked) {
        if (!artifacts.has(artifact)) {
          missing.add(artifact);
        }
      }
      return missing;
    } catch (IOException e) {
      throw Refusals.of(
          Status.UNAVAILABLE, ErrorReason.ERROR_REASON_STORE, String.valueOf(e.getMessage()));
    }
  }

  /** The answer to a call, which the caller may have given up meanwhile: then it is dropped. */
  static final class Reply<T> {

    private final ServerCallStreamObserver<T> out;
    private volatile Runnable cancelled = () -> {};
    private boolean over;

    /** To be made while the call begins. */
    Reply(StreamObserver<T> out) {
      this.out = (ServerCallStreamObserver<T>) out;
      this.out.setOnCancelHandler(() -> cancelled.run());
    }

    /** What to do when the caller gives up; may be done twice. */
    void whenCancelled(Runnable action) {
      cancelled = action;
      if (out.isCancelled()) {
        action.run();
      }
    }

    synchronized void next(T value) {
      if (!isOver()) {
        guarded(() -> out.onNext(value));
      }
    }

    synchronized void complete() {
      if (!isOver()) {
        over = true;
        guarded(out::onCompleted);
      }
    }

    synchronized void last(T value) {
      next(value);
      complete();
    }

    synchronized void refuse(StatusRuntimeException refusal) {
      if (!isOver()) {
        over = true;
        guarded(() -> out.onError(refusal));
      }
    }

    /** Whether the caller takes what it was sent; else it would pile up here. */
    boolean hasRoom() {
      return out.isReady();
    }

    synchronized boolean isOver() {
      return over || out.isCancelled();
    }

    private void guarded(Runnable action) {
      try {
        action.run();
      } catch (StatusRuntimeException | IllegalStateException e) {
        // the caller has gone at this very moment
        over = true;
      }
    }
  }
}
