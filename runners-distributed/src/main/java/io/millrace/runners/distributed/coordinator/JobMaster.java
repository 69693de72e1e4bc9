package io.millrace.runners.distributed.coordinator;

import io.millrace.cluster.v1.Cancel;
import io.millrace.cluster.v1.CheckpointComplete;
import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.Deploy;
import io.millrace.cluster.v1.Drain;
import io.millrace.cluster.v1.Failed;
import io.millrace.cluster.v1.FailureKind;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobCommand;
import io.millrace.cluster.v1.JobEnded;
import io.millrace.cluster.v1.JobIdentity;
import io.millrace.cluster.v1.JobOutcome;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.LogRecord;
import io.millrace.cluster.v1.Redistribution;
import io.millrace.cluster.v1.Rescaled;
import io.millrace.cluster.v1.Resumed;
import io.millrace.cluster.v1.Run;
import io.millrace.cluster.v1.SavepointAsked;
import io.millrace.cluster.v1.SavepointEnded;
import io.millrace.cluster.v1.SavepointState;
import io.millrace.cluster.v1.SavepointStatus;
import io.millrace.cluster.v1.SinkApplied;
import io.millrace.cluster.v1.SlotEntry;
import io.millrace.cluster.v1.SlotReport;
import io.millrace.cluster.v1.StageOrigin;
import io.millrace.cluster.v1.StopSources;
import io.millrace.cluster.v1.Suspended;
import io.millrace.cluster.v1.Undeploy;
import io.millrace.runners.distributed.checkpoint.FileEntries;
import io.millrace.runners.distributed.checkpoint.Manifest;
import io.millrace.runners.distributed.checkpoint.SavepointDirectory;
import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.log.CoordinationLog;
import io.millrace.runners.distributed.log.JobHistory;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Retries;
import io.millrace.runners.distributed.machine.Scope;
import io.millrace.runners.distributed.machine.StateHash;
import io.millrace.runners.distributed.machine.StoreCalls;
import io.millrace.runners.distributed.store.StoreKeys;
import io.millrace.runners.distributed.worker.Cut;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The life of one job, from the reading of its log to its end: attempts to execute it, what follows
 * when one fails, and what people ask for. Its checkpoints are made by {@link CheckpointRounds}.
 */
final class JobMaster implements CheckpointRounds.Job {

  private static final long MILLI = 1_000_000;
  private static final Retries RESTARTS = Retries.forever(200 * MILLI, 10_000 * MILLI);

  private final String directory;
  private final JobIdentity identity;
  private final Cluster cluster;
  private final Scope scope;
  private final JobHistory history;
  private final CoordinationLog log;
  private final KeptCheckpoints kept;
  private final CheckpointRounds rounds;
  private final RestartTracker userFailures;

  /** What people asked for while it was not known how the job stands, with their requests. */
  private final EnumMap<JobAction, String> asked = new EnumMap<>(JobAction.class);

  /** The savepoint that it begins or ends with, if no checkpoint of its own counts. */
  private @Nullable Beginning savepoint;

  /** Who asks for the savepoint whose directory is being claimed; null if none is. */
  private @Nullable Claim claim;

  private JobState state = JobState.RECOVERING;
  private String message = "";
  private @Nullable Attempt attempt;
  private long attempts;
  private int troubles;
  private boolean ending;

  /**
   * Where an attempt begins.
   *
   * @param directory that the files are in
   * @param match which stages go on with the state; null if the plan is the same
   */
  private record Beginning(
      long checkpoint, String directory, Manifest manifest, Savepoints.@Nullable Match match) {

    boolean isSavepoint() {
      return !manifest.stages().isEmpty();
    }
  }

  /**
   * A savepoint that is asked for, until the log says so.
   *
   * @param replies all who ask for the same
   */
  private record Claim(JobCommand command, List<Consumer<Optional<String>>> replies) {
    void reply(Optional<String> wrong) {
      replies.forEach(reply -> reply.accept(wrong));
    }
  }

  JobMaster(String directory, JobIdentity identity, Cluster cluster, Scope scope) {
    this.directory = directory;
    this.identity = identity;
    this.cluster = cluster;
    this.scope = scope;
    this.history = new JobHistory(identity.getSettings().getCheckpointsRetained());
    this.log =
        new CoordinationLog(
            directory,
            cluster.node(),
            scope,
            cluster.settings().patientRetries(),
            history,
            cluster::deposed);
    this.userFailures = new RestartTracker(identity.getSettings().getRestart());
    this.kept = new KeptCheckpoints(directory, identity, cluster.settings(), scope);
    this.rounds = new CheckpointRounds(identity, this, cluster, scope, log, history, kept);
  }

  private Context context() {
    return scope.context();
  }

  JobIdentity identity() {
    return identity;
  }

  String directory() {
    return directory;
  }

  JobState state() {
    return state;
  }

  JobStatus status() {
    List<CheckpointComplete> complete = history.checkpoints();
    JobStatus.Builder status =
        JobStatus.newBuilder()
            .setJob(identity.getJob())
            .setState(state.name())
            .setMessage(told())
            .setEnded(state.isEnd())
            .setCheckpoint(complete.isEmpty() ? 0 : complete.get(0).getCheckpoint())
            .setParallelism(parallelism());
    history.savepoint().ifPresent(asked -> status.setSavepoint(savepointStatus(asked)));
    return status.build();
  }

  private SavepointStatus savepointStatus(SavepointAsked told) {
    Optional<SavepointEnded> end = history.savepointEnded();
    return SavepointStatus.newBuilder()
        .setRequest(told.getRequest())
        .setDirectory(told.getDirectory())
        .setState(
            end.isEmpty()
                ? SavepointState.SAVEPOINT_STATE_PENDING
                : end.get().getCause().isEmpty()
                    ? SavepointState.SAVEPOINT_STATE_COMPLETE
                    : SavepointState.SAVEPOINT_STATE_GIVEN_UP)
        .setCause(end.map(SavepointEnded::getCause).orElse(""))
        .build();
  }

  /** How many slots it has; how many it is to have, if it has none. */
  int parallelism() {
    return attempt != null ? attempt.nodes.size() : wanted();
  }

  private int wanted() {
    return history.parallelism().orElse(identity.getParallelism());
  }

  private String told() {
    Attempt current = attempt;
    if (state != JobState.RUNNING || current == null || current.nodes.size() == wanted()) {
      return message;
    }
    int missing = wanted() - current.nodes.size() - cluster.workers().free();
    return missing > 0
        ? String.format(
            "has %d slots and is to have %d: %d more must be free",
            current.nodes.size(), wanted(), missing)
        : String.format(
            "has %d slots and will have %d after its next checkpoint",
            current.nodes.size(), wanted());
  }

  // ---- From the log to the first attempt

  /** Reads the log, and wins it unless the job is over. */
  void recover() {
    log.read(
        () -> {
          if (history.outcome().isPresent()) {
            JobOutcome outcome = history.outcome().get();
            kept.read(history.checkpoints(), () -> over(outcome));
            return;
          }
          cluster.accept(
              identity.getJob(), directory, () -> log.fence(cluster.generation(), this::fenced));
        });
  }

  private void fenced() {
    List<CheckpointComplete> complete = history.checkpoints();
    // a record that cannot be read may have been of a checkpoint: its number is not used again
    long newest = complete.isEmpty() ? 0 : complete.get(0).getCheckpoint();
    rounds.last(newest + log.unreadable());
    kept.read(complete, () -> readSavepoint(this::begin));
  }

  /** A job that ends with a savepoint, or has no checkpoint yet, may need one. */
  private void readSavepoint(Runnable then) {
    boolean ends = history.isStopping();
    String place =
        ends
            ? history.savepoint().map(SavepointAsked::getDirectory).orElse("")
            : history.checkpoints().isEmpty() ? identity.getSavepoint() : "";
    if (place.isEmpty() || savepoint != null) {
      then.run();
      return;
    }
    new SavepointDirectory(place, new StoreCalls(scope, cluster.settings().patientRetries()))
        .read(
            manifest -> {
              begins(place, manifest, ends);
              then.run();
            },
            failure -> {
              context().alarm("job " + identity.getJob() + ": " + failure.cause());
              then.run();
            });
  }

  private void begins(String place, Manifest manifest, boolean ends) {
    // The first checkpoint of a job from a savepoint is that savepoint.
    long checkpoint = ends ? manifest.checkpoint() : 1;
    savepoint =
        new Beginning(
            checkpoint,
            place,
            manifest,
            ends
                ? null
                : Savepoints.match(
                    manifest.stages(), identity.getStagesList(), identity.getAllowDroppedState()));
    rounds.last(checkpoint);
  }

  private void begin() {
    if (history.isCancelled()) {
      end(JobOutcome.JOB_OUTCOME_CANCELLED);
    } else if (history.suspendedBecause().isPresent()) {
      state = JobState.SUSPENDED;
      message = history.suspendedBecause().get();
    } else {
      waitForSlots();
    }
    followWhatWasAsked();
  }

  // ---- Attempts

  /** To be called whenever there may be slots. */
  void slotsFreed() {
    if (state == JobState.WAITING_FOR_SLOTS) {
      waitForSlots();
    } else if (attempt != null && isToBeRescaled(attempt)) {
      rounds.soon(attempt);
    }
  }

  private void waitForSlots() {
    state = JobState.WAITING_FOR_SLOTS;
    if (ending) {
      return;
    }
    Beginning from = savepoint;
    if (!history.isStopping() && !history.checkpoints().isEmpty()) {
      from =
          kept.newest()
              .map(
                  newest ->
                      new Beginning(
                          newest.record().getCheckpoint(), directory, newest.manifest(), null))
              .orElse(null);
      if (from == null) {
        suspendAloud("none of its kept checkpoints can be restored");
        return;
      }
    } else if (from == null && (history.isStopping() || !identity.getSavepoint().isEmpty())) {
      suspendAloud("its savepoint cannot be read");
      return;
    }
    if (from != null && from.match() != null && !from.match().wrong().isEmpty()) {
      suspendAloud(from.match().wrong());
      return;
    }
    // What is not kept by key can be taken up by as many slots only as have kept it.
    int wanted =
        from == null || from.manifest().byKey() ? wanted() : from.manifest().slots().size();
    Beginning beginning = from;
    cluster
        .workers()
        .take(wanted)
        .ifPresentOrElse(
            nodes -> deploy(nodes, beginning),
            () ->
                message =
                    String.format(
                        "needs %d slots, %d are free on %d workers",
                        wanted, cluster.workers().free(), cluster.workers().size()));
  }

  private void suspendAloud(String cause) {
    context().alarm("job " + identity.getJob() + " is suspended: " + cause);
    suspend(cause);
  }

  private static Redistribution redistribution(Beginning from) {
    Redistribution.Builder built =
        Redistribution.newBuilder()
            .setDirectory(from.directory())
            .setSamePlan(from.match() == null);
    for (List<StateFile> files : from.manifest().slots()) {
      SlotEntry.Builder slot = SlotEntry.newBuilder().setSlot(built.getSlotsCount());
      files.forEach(file -> slot.addFiles(FileEntries.toMessage(file)));
      built.addSlots(slot);
    }
    if (from.match() != null) {
      from.match()
          .stages()
          .forEach(
              (keptBy, goesTo) ->
                  built.addStages(StageOrigin.newBuilder().setKeptBy(keptBy).setGoesTo(goesTo)));
    }
    return built.build();
  }

  private void deploy(List<String> nodes, @Nullable Beginning from) {
    state = JobState.DEPLOYING;
    long number = (cluster.generation() << 32) + ++attempts;
    List<Workers.Worker> workers =
        nodes.stream().map(node -> cluster.workers().named(node).orElseThrow()).toList();
    long restored = from == null ? 0 : from.checkpoint();
    Redistribution redistribution =
        from == null || !from.manifest().byKey() ? null : redistribution(from);
    Attempt current = new Attempt(number, nodes, workers, restored, scope.another());
    attempt = current;
    current.applying(restored);
    message =
        from != null && from.isSavepoint()
            ? "attempt " + number + " from the savepoint in " + from.directory()
            : "attempt " + number + " from checkpoint " + restored + kept.passedOver(restored);
    context().trace("attempt.deployed", number, restored);
    for (int slot = 0; slot < nodes.size(); slot++) {
      Deploy.Builder deploy =
          Deploy.newBuilder()
              .setJob(identity.getJob())
              .setDirectory(directory)
              .setAttempt(number)
              .setSlot(slot)
              .addAllWorkers(nodes)
              .setPayload(identity.getPayload())
              .setRestoredCheckpoint(restored)
              .setStopSources(history.isDraining());
      if (redistribution != null) {
        deploy.setRedistribution(redistribution);
      } else if (from != null) {
        from.manifest()
            .slots()
            .get(slot)
            .forEach(file -> deploy.addRestoredFiles(FileEntries.toMessage(file)));
      }
      cluster.send(workers.get(slot), ControlFrame.newBuilder().setDeploy(deploy));
    }
    awaitSlots(current);
  }

  /** To get much state back takes long, and is waited for as long as it gets on. */
  private void awaitSlots(Attempt current) {
    current.scope.after(
        cluster.settings().deployNanos(),
        () -> {
          if (state != JobState.DEPLOYING) {
            return;
          }
          if (current.hasGotOn()) {
            awaitSlots(current);
          } else {
            trouble("its slots did not stand in time");
          }
        });
  }

  /** A worker is gone, and what it had with it. */
  void lost(Workers.Worker worker) {
    if (attempt != null && attempt.uses(worker)) {
      trouble("worker " + worker.peer.node() + " is gone");
    }
  }

  /** Something other than user code has failed: the job is restarted, however often. */
  @Override
  public void trouble(String cause) {
    troubles++;
    restartAfter(RESTARTS.delayNanos(troubles, context()), cause);
  }

  private void restartAfter(long delayNanos, String cause) {
    rounds.stopped();
    stopAttempt();
    state = JobState.RESTARTING;
    message = "restarted: " + cause;
    context().trace("attempt.failed", attempts, delayNanos);
    scope.after(delayNanos, this::restart);
  }

  private void restart() {
    if (state != JobState.RESTARTING) {
      return;
    }
    // while a record is under way nobody knows which checkpoint is the newest
    if (log.isWriting()) {
      scope.after(10 * MILLI, this::restart);
      return;
    }
    waitForSlots();
  }

  private void stopAttempt() {
    if (attempt == null) {
      return;
    }
    Attempt stopped = attempt;
    attempt = null;
    rounds.letGo();
    stopped.toAll(
        cluster,
        ControlFrame.newBuilder()
            .setUndeploy(
                Undeploy.newBuilder().setJob(identity.getJob()).setAttempt(stopped.number)));
    stopped.release();
    cluster.slotsFreed();
  }

  // ---- What slots say

  void report(SlotReport report) {
    Attempt current = attempt;
    int slot = report.getSlot();
    if (current == null
        || report.getAttempt() != current.number
        || slot < 0
        || slot >= current.nodes.size()) {
      context().trace("report.stale", report.getAttempt(), slot);
      return;
    }
    switch (report.getReportCase()) {
      case STARTED -> {
        if (current.started(slot)) {
          run(current);
        }
      }
      case RESTORING -> current.restoring();
      case KEPT ->
          rounds.kept(
              slot,
              report.getKept().getCheckpoint(),
              FileEntries.fromMessages(report.getKept().getFilesList()),
              report.getKept().getByKey());
      case NOT_KEPT ->
          rounds.notKept(report.getNotKept().getCheckpoint(), report.getNotKept().getCause());
      case APPLIED -> applied(current, slot, report.getApplied().getCheckpoint());
      case DRAINED -> {
        if (current.drained(slot)) {
          context().trace("attempt.drained", current.number);
          rounds.trigger(current);
        }
      }
      case FAILED -> failed(current, report.getFailed());
      case REPORT_NOT_SET -> context().alarm("a report of a slot that says nothing");
    }
  }

  private void run(Attempt current) {
    state = JobState.RUNNING;
    context().trace("attempt.running", current.number);
    current.toAll(
        cluster,
        ControlFrame.newBuilder()
            .setRun(Run.newBuilder().setJob(identity.getJob()).setAttempt(current.number)));
    if (history.isDraining()) {
      stopSources(current);
    }
    rounds.running(current);
  }

  private void failed(Attempt current, Failed failed) {
    context().trace("slot.failed", failed.getKindValue());
    boolean ofSavepoint = savepoint != null && current.restored == savepoint.checkpoint();
    if (failed.getKind() == FailureKind.FAILURE_KIND_CHECKPOINT && ofSavepoint) {
      stopAttempt();
      suspendAloud("its savepoint cannot be restored: " + failed.getCause());
    } else if (failed.getKind() == FailureKind.FAILURE_KIND_CHECKPOINT && current.restored > 0) {
      kept.cannotRestore(current.restored, failed.getCause());
      trouble(failed.getCause());
    } else if (failed.getKind() == FailureKind.FAILURE_KIND_USER) {
      OptionalLong delay = userFailures.failed(context());
      if (delay.isPresent()) {
        restartAfter(delay.getAsLong(), failed.getCause());
      } else {
        stopAttempt();
        suspend(failed.getCause());
      }
    } else {
      trouble(failed.getCause());
    }
  }

  private void suspend(String cause) {
    state = JobState.SUSPENDED;
    message = cause;
    log.append(
        () -> LogRecord.newBuilder().setSuspended(Suspended.newBuilder().setCause(cause)),
        record -> {
          context().trace("job.suspended", record.getSlot());
          followWhatWasAsked();
        });
  }

  private void applied(Attempt current, int slot, long checkpoint) {
    if (!current.applied(slot, checkpoint)) {
      return;
    }
    boolean last = current.last == checkpoint;
    log.append(
        () ->
            LogRecord.newBuilder()
                .setSinkApplied(SinkApplied.newBuilder().setCheckpoint(checkpoint)),
        record -> {
          if (attempt == current && history.isStopping()) {
            if (savepoint != null && savepoint.checkpoint() == checkpoint) {
              end(JobOutcome.JOB_OUTCOME_STOPPED);
            }
          } else if (last && attempt == current) {
            end(JobOutcome.JOB_OUTCOME_FINISHED);
          }
        });
  }

  // ---- What checkpoints need

  @Override
  public boolean isRunning(Attempt current) {
    return current == attempt && state == JobState.RUNNING;
  }

  @Override
  public boolean isDraining() {
    return history.isDraining();
  }

  @Override
  public Optional<Attempt> attempt(long number) {
    return Optional.ofNullable(attempt).filter(current -> current.number == number);
  }

  @Override
  public void note(String told) {
    message = told;
  }

  @Override
  public void advanced() {
    troubles = 0;
  }

  @Override
  public Cut next(Attempt current, long checkpoint) {
    return history
        .savepointToMake()
        .map(wished -> new Cut(checkpoint, true, wished.getDirectory()))
        .orElseGet(() -> new Cut(checkpoint, isToBeRescaled(current), ""));
  }

  @Override
  public boolean isToBeRescaled(Attempt current) {
    int has = current.nodes.size();
    return wanted() != has
        && !history.isDraining()
        && !history.isStopping()
        && cluster.workers().free() + has >= wanted();
  }

  @Override
  public void rescale() {
    context().trace("attempt.rescaled", attempts, wanted());
    restartAfter(1, "it is to have " + wanted() + " slots");
  }

  @Override
  public void savepointMade(Manifest made) {
    if (!history.isStopping()) {
      return;
    }
    savepoint =
        new Beginning(
            made.checkpoint(),
            history.savepoint().map(SavepointAsked::getDirectory).orElse(""),
            made,
            null);
    Attempt current = attempt;
    if (current != null && current.number != made.attempt()) {
      restartAfter(1, "it ends with a savepoint that was made before");
    }
  }

  // ---- What people ask for

  /**
   * Makes a savepoint, or changes the number of slots, unless that was done before.
   *
   * @param reply told once the log says so, or that it is refused and why
   */
  void change(JobCommand command, Consumer<Optional<String>> reply) {
    String request = command.getRequest();
    boolean savepointWished = command.getAction() == JobAction.JOB_ACTION_SAVEPOINT;
    boolean done =
        savepointWished
            ? history.savepoint().map(told -> told.getRequest().equals(request)).orElse(false)
            : history.wasRescaledBy(request);
    if (done && !request.isEmpty()) {
      reply.accept(Optional.empty());
      return;
    }
    Claim current = claim;
    if (savepointWished && current != null && current.command().getRequest().equals(request)) {
      current.replies().add(reply);
      return;
    }
    String wrong = wrongWith(command);
    if (!wrong.isEmpty()) {
      reply.accept(Optional.of("job " + identity.getJob() + " " + wrong));
    } else if (savepointWished) {
      Claim begun = new Claim(command, new ArrayList<>(List.of(reply)));
      claim = begun;
      claim(begun, history.savepoint().map(SavepointAsked::getNumber).orElse(0) + 1);
    } else {
      log.append(
          () ->
              LogRecord.newBuilder()
                  .setRescaled(
                      Rescaled.newBuilder()
                          .setRequest(request)
                          .setParallelism(command.getParallelism())),
          record -> {
            context().trace("job.rescaled", command.getParallelism());
            reply.accept(Optional.empty());
            slotsFreed();
          });
    }
  }

  private String wrongWith(JobCommand command) {
    if (command.getRequest().isEmpty()) {
      return "is asked for something without a request that says whether it was asked before";
    }
    if (state.isEnd() || ending) {
      return "is over";
    }
    if (identity.getSettings().getBeginsAnew()) {
      return "takes no checkpoints, since its input ends: it has neither savepoints nor another"
          + " number of slots";
    }
    if (history.isDraining()) {
      return "is being drained";
    }
    if (history.isStopping()) {
      return "ends with a savepoint";
    }
    if (command.getAction() == JobAction.JOB_ACTION_RESCALE) {
      int slots = command.getParallelism();
      return slots >= 1 && slots <= Submissions.MAX_PARALLELISM
          ? ""
          : "can have 1 to " + Submissions.MAX_PARALLELISM + " slots, not " + slots;
    }
    String place = command.getSavepoint().getDirectory();
    if (!place.isEmpty() && !StoreKeys.isPlace(place)) {
      return "cannot have a savepoint in '" + place + "': that is no directory";
    }
    if (state == JobState.SUSPENDED) {
      return "is suspended; it can have a savepoint once it is resumed";
    }
    return claim != null || history.savepointToMake().isPresent()
        ? "has a savepoint under way, and can have another one after it"
        : "";
  }

  /** A directory belongs to the request that is the first in it. */
  private void claim(Claim begun, int number) {
    String wished = begun.command().getSavepoint().getDirectory();
    String place = wished.isEmpty() ? "savepoints/" + identity.getJob() + "-" + number : wished;
    new SavepointDirectory(place, new StoreCalls(scope, cluster.settings().checkpointRetries()))
        .claim(
            "job " + identity.getJob() + ", request " + begun.command().getRequest(),
            () -> claimed(begun, number, place),
            taken -> {
              if (wished.isEmpty()) {
                claim(begun, number + 1);
              } else {
                claim = null;
                begun.reply(Optional.of(taken));
              }
            },
            failed -> {
              claim = null;
              begun.reply(Optional.of(failed));
            });
  }

  /** The job may have stopped while the directory was claimed. */
  private void claimed(Claim begun, int number, String place) {
    claim = null;
    String wrong = wrongWith(begun.command());
    if (!wrong.isEmpty()) {
      begun.reply(Optional.of("job " + identity.getJob() + " " + wrong));
      return;
    }
    claim = begun;
    log.append(
        () ->
            LogRecord.newBuilder()
                .setSavepointAsked(
                    SavepointAsked.newBuilder()
                        .setRequest(begun.command().getRequest())
                        .setNumber(number)
                        .setDirectory(place)
                        .setStop(begun.command().getSavepoint().getStop())),
        record -> {
          claim = null;
          rounds.savepointAsked();
          context().trace("savepoint.asked", number);
          begun.reply(Optional.empty());
          if (attempt != null) {
            rounds.soon(attempt);
          }
        });
  }

  /**
   * Does what is asked, unless it was done before.
   *
   * @param request the same whenever the same is asked again; may be empty
   */
  void command(JobAction action, String request) {
    if (state.isEnd() || ending) {
      return;
    }
    if (state == JobState.RECOVERING) {
      asked.put(action, request);
      return;
    }
    switch (action) {
      case JOB_ACTION_CANCEL -> cancel();
      case JOB_ACTION_DRAIN -> drain();
      case JOB_ACTION_RESUME -> resume(request);
      default -> {}
    }
  }

  private void followWhatWasAsked() {
    Map<JobAction, String> before = new EnumMap<>(asked);
    asked.clear();
    before.forEach(this::command);
  }

  private void cancel() {
    ending = true;
    log.append(
        () -> LogRecord.newBuilder().setCancel(Cancel.getDefaultInstance()),
        record -> end(JobOutcome.JOB_OUTCOME_CANCELLED));
  }

  private void drain() {
    if (history.isDraining()) {
      return;
    }
    log.append(
        () -> LogRecord.newBuilder().setDrain(Drain.getDefaultInstance()),
        record -> {
          if (attempt != null) {
            stopSources(attempt);
            rounds.draining(attempt);
          }
        });
  }

  private void stopSources(Attempt current) {
    current.toAll(
        cluster,
        ControlFrame.newBuilder()
            .setStopSources(
                StopSources.newBuilder().setJob(identity.getJob()).setAttempt(current.number)));
  }

  /** A request that was followed before may come again when the job has been suspended anew. */
  private void resume(String request) {
    if (state != JobState.SUSPENDED || (!request.isEmpty() && history.wasResumedBy(request))) {
      return;
    }
    if (log.isWriting()) {
      asked.put(JobAction.JOB_ACTION_RESUME, request);
      return;
    }
    state = JobState.RECOVERING;
    log.append(
        () -> LogRecord.newBuilder().setResumed(Resumed.newBuilder().setRequest(request)),
        record ->
            kept.readAgain(
                history.checkpoints(),
                () ->
                    readSavepoint(
                        () -> {
                          waitForSlots();
                          followWhatWasAsked();
                        })));
  }

  // ---- The end

  private void end(JobOutcome outcome) {
    ending = true;
    stopAttempt();
    log.append(
        () ->
            LogRecord.newBuilder()
                .setJobEnded(JobEnded.newBuilder().setJob(identity.getJob()).setOutcome(outcome)),
        record -> over(outcome));
  }

  private void over(JobOutcome outcome) {
    state =
        switch (outcome) {
          case JOB_OUTCOME_FINISHED -> JobState.FINISHED;
          case JOB_OUTCOME_STOPPED -> JobState.STOPPED;
          default -> JobState.CANCELLED;
        };
    message = "";
    context().trace("job.over", outcome.getNumber());
    // not at once: what slots had under way may still arrive in the store. The cluster forgets the
    // job only then, so that whoever takes over sweeps as well
    scope.after(
        2 * cluster.settings().timeoutNanos(),
        () -> {
          kept.sweepAll();
          cluster.ended(identity.getJob(), outcome);
        });
  }

  long stateHash() {
    StateHash hash =
        new StateHash()
            .add(identity.getJob())
            .add(state.name())
            .add(attempts)
            .add(rounds.last())
            .add(log.nextSlot())
            .add(troubles);
    return hash.value();
  }
}
