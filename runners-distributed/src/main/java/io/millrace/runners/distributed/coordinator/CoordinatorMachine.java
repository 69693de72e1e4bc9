package io.millrace.runners.distributed.coordinator;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.Heartbeat;
import io.millrace.cluster.v1.HeartbeatAck;
import io.millrace.cluster.v1.JobAccepted;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobCommand;
import io.millrace.cluster.v1.JobEnded;
import io.millrace.cluster.v1.JobIdentity;
import io.millrace.cluster.v1.JobOutcome;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.JobView;
import io.millrace.cluster.v1.Leading;
import io.millrace.cluster.v1.LogRecord;
import io.millrace.cluster.v1.RefusalKind;
import io.millrace.cluster.v1.Refused;
import io.millrace.cluster.v1.Register;
import io.millrace.cluster.v1.Registered;
import io.millrace.cluster.v1.SlotNews;
import io.millrace.cluster.v1.Submit;
import io.millrace.cluster.v1.WorkerView;
import io.millrace.runners.distributed.checkpoint.SavepointDirectory;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.control.Links;
import io.millrace.runners.distributed.log.ClusterHistory;
import io.millrace.runners.distributed.log.CoordinationLog;
import io.millrace.runners.distributed.machine.Calls;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Machine;
import io.millrace.runners.distributed.machine.Peer;
import io.millrace.runners.distributed.machine.Scope;
import io.millrace.runners.distributed.machine.StateHash;
import io.millrace.runners.distributed.machine.StoreCalls;
import io.millrace.runners.distributed.store.CorruptException;
import io.millrace.runners.distributed.store.Sealed;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A node that may coordinate. It stands by until it has not heard for some time of one who does;
 * then it tries to win the log of the cluster, and after that those of all jobs that are not over.
 * Who loses a record in any of them ends.
 */
public final class CoordinatorMachine implements Machine, Cluster {

  private enum Role {
    /** Listens for who coordinates. */
    STANDING_BY,
    /** Reads the log of the cluster, and tries to win it. */
    TAKING_OVER,
    /** Coordinates, as far as it knows. */
    LEADING,
    /** Is no coordinator any more. */
    DEPOSED
  }

  private static final String IDENTITY = "MJOB";

  /** So many jobs that are over can still be asked for, if they are not too large together. */
  private static final int MOST_ENDED_JOBS = 100;

  private static final long MOST_ENDED_BYTES = 64 << 20;

  private final String node;
  private final ClusterSettings settings;
  private final Calls calls;
  private final Scope scope;
  private final Links links = new Links();
  private final Workers workers = new Workers();
  private final TreeMap<String, JobMaster> jobs = new TreeMap<>();
  private final WatchedJobs watched = new WatchedJobs();

  /** Jobs that are over, in the order in which they ended, and how many bytes they have. */
  private final ArrayDeque<String> ended = new ArrayDeque<>();

  private long endedBytes;
  private Role role = Role.STANDING_BY;
  private CoordinationLog log;
  private ClusterHistory history = new ClusterHistory();
  private long heardNanos;

  /** Who said last that it coordinates; empty if nobody did. */
  private String leader = "";

  private long takeoverNanos;

  /** So many jobs of the log are not known yet. */
  private int opening;

  /** A node that was not started. */
  public CoordinatorMachine(String node, ClusterSettings settings, Context context) {
    this.node = node;
    this.settings = settings;
    this.calls = new Calls(context);
    this.scope = calls.scope();
    this.log = newLog();
  }

  private CoordinationLog newLog() {
    return new CoordinationLog(
        settings.directory(),
        node,
        scope.another(),
        settings.patientRetries(),
        history,
        this::deposed);
  }

  @Override
  public void on(Event event, Context context) {
    calls.enter(context);
    if (event instanceof Event.Start) {
      heard();
      tick();
      if (settings.coordinators().size() == 1) {
        // Nobody else can coordinate: the log will say if an older start of this node still does.
        takeOver();
      }
    } else if (event instanceof Event.LinkUp up) {
      links.up(context, up.peer()).ifPresent(this::lost);
      if (role == Role.LEADING) {
        send(up.peer(), leading());
      }
    } else if (event instanceof Event.LinkDown down) {
      if (links.down(down.peer())) {
        lost(down.peer());
      }
    } else if (event instanceof Event.FrameIn in) {
      links.receive(context, in, this::lost).ifPresent(frame -> frame(in.from(), frame));
    } else if (event instanceof Event.Told told) {
      told.action().run();
    } else {
      calls.dispatch(event);
    }
    watched.tell(jobs);
  }

  private Context context() {
    return calls.context();
  }

  private void send(Peer to, ControlFrame.Builder frame) {
    links.send(context(), to, role == Role.LEADING ? log.generation() : 0, frame);
  }

  private static ControlFrame.Builder leading() {
    return ControlFrame.newBuilder().setLeading(Leading.getDefaultInstance());
  }

  private void heard() {
    heardNanos = context().nowNanos();
    // nodes that stand by must not all try at once
    takeoverNanos =
        settings.takeoverNanos()
            + Math.floorMod(context().random("takeover"), settings.takeoverNanos());
  }

  private void tick() {
    scope.after(settings.heartbeatNanos(), this::tick);
    for (String other : settings.coordinators()) {
      if (node.compareTo(other) < 0) {
        links.connect(context(), other);
      }
    }
    long now = context().nowNanos();
    if (role == Role.STANDING_BY && now - heardNanos > takeoverNanos) {
      takeOver();
    } else if (role == Role.LEADING) {
      links.all().forEach(peer -> send(peer, leading()));
      for (Workers.Worker silent : workers.silentSince(now - settings.timeoutNanos())) {
        declareDead(silent, "it was silent");
      }
    }
  }

  // ---- Who coordinates

  private void takeOver() {
    role = Role.TAKING_OVER;
    context().trace("coordinator.taking-over", log.generation());
    history = new ClusterHistory();
    log = newLog();
    log.read(() -> log.fence(0, this::lead));
  }

  private void lead() {
    role = Role.LEADING;
    context().trace("coordinator.leading", log.generation());
    links.all().forEach(peer -> send(peer, leading()));
    opening = history.directories().size();
    history.directories().forEach((job, directory) -> open(job, directory));
  }

  /** The identity of a job that the log knows is in its directory. */
  private void open(String job, String directory) {
    new StoreCalls(scope, settings.patientRetries())
        .call(
            StoreOp.Get.all(identityKey(directory)),
            reply -> {
              opening--;
              if (!(reply instanceof StoreReply.Ok ok)) {
                context()
                    .alarm("job " + job + " is lost: " + identityKey(directory) + ": " + reply);
                return;
              }
              try {
                start(directory, decode(ok.bytes()));
              } catch (CorruptException e) {
                context().alarm("job " + job + " is lost: " + e.what());
              }
            });
  }

  @Override
  public void deposed() {
    if (role == Role.TAKING_OVER) {
      role = Role.STANDING_BY;
      heard();
    } else if (role == Role.LEADING) {
      role = Role.DEPOSED;
      context()
          .halt("another one coordinates since: " + node + " had generation " + log.generation());
    }
  }

  private void lost(Peer peer) {
    workers.at(peer).ifPresent(this::remove);
  }

  private void remove(Workers.Worker worker) {
    workers.remove(worker);
    List.copyOf(jobs.values()).forEach(job -> job.lost(worker));
  }

  private void declareDead(Workers.Worker worker, String cause) {
    context().trace("worker.dead", worker.incarnation);
    workers.declareDead(worker);
    refuse(worker.peer, RefusalKind.REFUSAL_KIND_DEAD, cause, "");
    links.close(context(), worker.peer);
    remove(worker);
  }

  // ---- What others say

  private void frame(Peer from, ControlFrame frame) {
    if (role == Role.LEADING && frame.getGeneration() > log.generation()) {
      // whoever says so heard it from one who won the log
      deposed();
      return;
    }
    switch (frame.getBodyCase()) {
      case LEADING -> {
        if (role != Role.LEADING) {
          leader = from.node();
          heard();
        }
      }
      case REGISTER -> register(from, frame.getRegister());
      case HEARTBEAT -> heartbeat(from, frame.getHeartbeat());
      case SLOT_REPORT -> {
        JobMaster job = jobs.get(frame.getSlotReport().getJob());
        if (job != null && workers.at(from).isPresent()) {
          job.report(frame.getSlotReport());
        }
      }
      case SLOT_NEWS -> {
        SlotNews news = frame.getSlotNews();
        JobMaster job = jobs.get(news.getJob());
        if (workers.at(from).isPresent() && job != null) {
          watched.news(news, job.parallelism());
        }
      }
      case SUBMIT -> submit(frame.getSubmit(), answer -> send(from, answer));
      case JOB_COMMAND -> command(frame.getJobCommand(), answer -> send(from, answer));
      case REFUSED, DEPOSED -> {}
      default -> context().alarm("a frame that no coordinator understands: " + frame.getBodyCase());
    }
  }

  private void refuse(Peer to, RefusalKind kind, String message, String job) {
    send(to, refusal(kind, message, job));
  }

  private static ControlFrame.Builder refusal(RefusalKind kind, String message, String job) {
    return ControlFrame.newBuilder()
        .setRefused(Refused.newBuilder().setKind(kind).setMessage(message).setJob(job));
  }

  private boolean refusedForNotLeading(Consumer<ControlFrame.Builder> reply, String job) {
    if (role != Role.LEADING) {
      reply.accept(
          refusal(RefusalKind.REFUSAL_KIND_NOT_LEADING, node + " does not coordinate", job));
      return true;
    }
    return false;
  }

  private void register(Peer from, Register register) {
    if (register.getProtocolVersion() != ClusterSettings.PROTOCOL_VERSION) {
      refuse(
          from,
          RefusalKind.REFUSAL_KIND_VERSION,
          String.format(
              "worker %s speaks version %d of the protocol, coordinator %s speaks version %d",
              from.node(), register.getProtocolVersion(), node, ClusterSettings.PROTOCOL_VERSION),
          "");
      return;
    }
    if (refusedForNotLeading(answer -> send(from, answer), "") || workers.at(from).isPresent()) {
      return;
    }
    if (workers.isDeclaredDead(register.getIncarnation())) {
      refuse(from, RefusalKind.REFUSAL_KIND_DEAD, from.node() + " was declared dead", "");
      return;
    }
    workers.named(from.node()).ifPresent(this::remove);
    workers.add(
        new Workers.Worker(
            from, register.getIncarnation(), register.getSlots(), context().nowNanos()));
    send(
        from,
        ControlFrame.newBuilder()
            .setRegistered(
                Registered.newBuilder().setProtocolVersion(ClusterSettings.PROTOCOL_VERSION)));
    slotsFreed();
  }

  private void heartbeat(Peer from, Heartbeat heartbeat) {
    workers
        .at(from)
        .ifPresent(
            worker -> {
              worker.heardNanos = context().nowNanos();
              send(
                  from,
                  ControlFrame.newBuilder()
                      .setHeartbeatAck(HeartbeatAck.newBuilder().setNumber(heartbeat.getNumber())));
              long unheard = heartbeat.getNumber() - heartbeat.getAcknowledged();
              if (unheard * settings.heartbeatNanos() > settings.timeoutNanos()) {
                declareDead(worker, "it does not hear this coordinator");
              }
            });
  }

  // ---- Jobs

  private static String identityKey(String directory) {
    return directory + "/job.rec";
  }

  private static JobIdentity decode(ByteString bytes) throws CorruptException {
    try {
      return JobIdentity.parseFrom(Sealed.open(IDENTITY, bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new CorruptException("identity of a job: " + e.getMessage());
    }
  }

  private void start(String directory, JobIdentity identity) {
    if (!jobs.containsKey(identity.getJob())) {
      JobMaster job = new JobMaster(directory, identity, this, scope.another());
      jobs.put(identity.getJob(), job);
      job.recover();
    }
  }

  private static ControlFrame.Builder status(JobMaster job) {
    return ControlFrame.newBuilder().setJobStatus(job.status());
  }

  /**
   * Takes a job, unless it cannot be executed. To be called on the machine's thread.
   *
   * @param reply is told how the job stands, or why it was refused; later, perhaps, or never if the
   *     store does not answer: who submits the same again loses nothing
   */
  public void submit(Submit submit, Consumer<ControlFrame.Builder> reply) {
    String id = submit.getIdentity().getJob();
    if (refusedForNotLeading(reply, id)) {
      return;
    }
    String wrong = Submissions.wrongWith(submit).orElse("");
    if (!wrong.isEmpty()) {
      reply.accept(refusal(RefusalKind.REFUSAL_KIND_JOB, wrong, id));
      return;
    }
    JobMaster there = jobs.get(id);
    if (there != null) {
      if (there.identity().equals(submit.getIdentity())
          && there.directory().equals(submit.getDirectory())) {
        reply.accept(status(there));
      } else {
        reply.accept(
            refusal(
                RefusalKind.REFUSAL_KIND_JOB,
                "there is another job of the id " + id + ", in " + there.directory(),
                id));
      }
      return;
    }
    int wanted = submit.getIdentity().getParallelism();
    if (submit.getIdentity().getSettings().getFailFast() && workers.free() < wanted) {
      reply.accept(
          refusal(
              RefusalKind.REFUSAL_KIND_JOB,
              String.format("job %s needs %d slots, %d are free", id, wanted, workers.free()),
              id));
      return;
    }
    if (submit.getIdentity().getSavepoint().isEmpty()) {
      claim(submit, reply);
    } else {
      lookAtSavepoint(submit, reply);
    }
  }

  /** What cannot begin with its savepoint is refused before anything is written. */
  private void lookAtSavepoint(Submit submit, Consumer<ControlFrame.Builder> reply) {
    JobIdentity identity = submit.getIdentity();
    SavepointDirectory directory =
        new SavepointDirectory(
            identity.getSavepoint(), new StoreCalls(scope, settings.checkpointRetries()));
    Consumer<String> refuse =
        wrong ->
            reply.accept(
                refusal(
                    RefusalKind.REFUSAL_KIND_JOB,
                    "job " + identity.getJob() + ": " + wrong,
                    identity.getJob()));
    directory.read(
        manifest -> {
          String wrong =
              Savepoints.match(
                      manifest.stages(), identity.getStagesList(), identity.getAllowDroppedState())
                  .wrong();
          if (!wrong.isEmpty()) {
            refuse.accept(wrong);
          } else {
            directory.look(
                manifest, () -> claim(submit, reply), failure -> refuse.accept(failure.cause()));
          }
        },
        failure -> refuse.accept(failure.cause()));
  }

  /** A directory belongs to the job whose identity is the first in it. */
  private void claim(Submit submit, Consumer<ControlFrame.Builder> reply) {
    String id = submit.getIdentity().getJob();
    ByteString identity = Sealed.seal(IDENTITY, submit.getIdentity().toByteString());
    new StoreCalls(scope, settings.checkpointRetries())
        .create(
            identityKey(submit.getDirectory()),
            identity,
            answer -> {
              if (answer instanceof StoreReply.Ok) {
                start(submit.getDirectory(), submit.getIdentity());
                JobMaster job = jobs.get(id);
                if (job != null) {
                  reply.accept(status(job));
                }
              } else if (answer instanceof StoreReply.Exists exists) {
                reply.accept(
                    refusal(
                        RefusalKind.REFUSAL_KIND_JOB,
                        submit.getDirectory()
                            + " belongs to "
                            + owner(exists.bytes())
                            + ", not to "
                            + id,
                        id));
              } else {
                // the client asks again
                context().trace("job.not-claimed");
              }
            });
  }

  private static String owner(ByteString identity) {
    try {
      return "job " + decode(identity).getJob();
    } catch (CorruptException e) {
      return "a job whose identity cannot be read";
    }
  }

  /**
   * Does something to a job. To be called on the machine's thread.
   *
   * @param reply is told how the job stands, with the state UNKNOWN if there is none of the id, or
   *     that this node does not coordinate
   */
  public void command(JobCommand command, Consumer<ControlFrame.Builder> reply) {
    if (refusedForNotLeading(reply, command.getJob())) {
      return;
    }
    JobMaster job = jobs.get(command.getJob());
    if (job == null) {
      reply.accept(
          ControlFrame.newBuilder()
              .setJobStatus(
                  JobStatus.newBuilder()
                      .setJob(command.getJob())
                      .setState("UNKNOWN")
                      .setMessage("no job of this id is known here")));
      return;
    }
    if (command.getAction() == JobAction.JOB_ACTION_SAVEPOINT
        || command.getAction() == JobAction.JOB_ACTION_RESCALE) {
      change(job, command, reply);
      return;
    }
    if (command.getAction() != JobAction.JOB_ACTION_DESCRIBE) {
      job.command(command.getAction(), command.getRequest());
    }
    reply.accept(status(job));
  }

  private void change(JobMaster job, JobCommand command, Consumer<ControlFrame.Builder> reply) {
    if (job.state() == JobState.RECOVERING) {
      reply.accept(
          refusal(
              RefusalKind.REFUSAL_KIND_NOT_LEADING,
              "how job " + command.getJob() + " stands is not known yet",
              command.getJob()));
      return;
    }
    job.change(
        command,
        wrong ->
            reply.accept(
                wrong
                    .map(why -> refusal(RefusalKind.REFUSAL_KIND_JOB, why, command.getJob()))
                    .orElseGet(() -> status(job))));
  }

  /**
   * Whether it coordinates and knows all jobs that are not over. To be called on the machine's
   * thread.
   */
  public boolean isLeading() {
    return role == Role.LEADING && opening == 0;
  }

  /** Why it does not answer for the cluster. To be called on the machine's thread. */
  public String whyNotLeading() {
    if (role != Role.STANDING_BY) {
      return node + " is starting";
    }
    return node
        + " stands by"
        + (leader.isEmpty()
            ? " and does not know who coordinates"
            : ", and the last who coordinated is " + leader);
  }

  /** How all jobs stand that it knows, by id. To be called on the machine's thread. */
  public List<JobStatus> statuses() {
    return jobs.values().stream().map(JobMaster::status).toList();
  }

  /** A job as users see it; empty if it is not known. To be called on the machine's thread. */
  public Optional<JobView> view(String job) {
    return Optional.ofNullable(jobs.get(job)).map(watched::view);
  }

  /**
   * Tells somebody how a job stands, now and whenever that changes. Both this and what is returned
   * are to be called on the machine's thread; there, too, the watcher is told.
   *
   * @param watcher whether it has taken what it is told; if not, it is told what is new later
   * @return ends it
   */
  public Runnable watch(String job, Predicate<JobView> watcher) {
    return watched.add(job, watcher);
  }

  /** The workers that are registered, by name. To be called on the machine's thread. */
  public List<WorkerView> workerViews() {
    return workers.views();
  }

  // ---- What jobs need

  @Override
  public ClusterSettings settings() {
    return settings;
  }

  @Override
  public String node() {
    return node;
  }

  @Override
  public long generation() {
    return log.generation();
  }

  @Override
  public Workers workers() {
    return workers;
  }

  @Override
  public void send(Workers.Worker to, ControlFrame.Builder frame) {
    send(to.peer, frame);
  }

  @Override
  public void accept(String job, String directory, Runnable then) {
    if (history.directories().containsKey(job)) {
      then.run();
      return;
    }
    log.append(
        () ->
            LogRecord.newBuilder()
                .setJobAccepted(JobAccepted.newBuilder().setJob(job).setDirectory(directory)),
        record -> then.run());
  }

  @Override
  public void ended(String job, JobOutcome outcome) {
    ended.add(job);
    endedBytes += bytesOf(job);
    forgetTheOldest();
    if (history.directories().containsKey(job)) {
      log.append(
          () ->
              LogRecord.newBuilder()
                  .setJobEnded(JobEnded.newBuilder().setJob(job).setOutcome(outcome)),
          record -> context().trace("cluster.job-ended", record.getSlot()));
    }
  }

  private long bytesOf(String job) {
    JobMaster there = jobs.get(job);
    return there == null ? 0 : there.identity().getPayload().size();
  }

  /** Whether a job is over stands in its directory: who submits it again is told from there. */
  private void forgetTheOldest() {
    while (ended.size() > MOST_ENDED_JOBS || endedBytes > MOST_ENDED_BYTES) {
      String oldest = ended.remove();
      endedBytes -= bytesOf(oldest);
      jobs.remove(oldest);
      watched.forget(oldest);
    }
  }

  @Override
  public void slotsFreed() {
    for (JobMaster job : new ArrayList<>(jobs.values())) {
      job.slotsFreed();
    }
  }

  @Override
  public long stateHash() {
    StateHash hash = new StateHash().add(role.name()).add(log.generation()).add(log.nextSlot());
    jobs.values().forEach(job -> hash.add(job.stateHash()));
    return hash.value();
  }
}
