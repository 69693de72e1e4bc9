package io.millrace.runners.distributed.worker;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.Applied;
import io.millrace.cluster.v1.Deploy;
import io.millrace.cluster.v1.Drained;
import io.millrace.cluster.v1.Failed;
import io.millrace.cluster.v1.FailureKind;
import io.millrace.cluster.v1.Kept;
import io.millrace.cluster.v1.NotKept;
import io.millrace.cluster.v1.Redistribution;
import io.millrace.cluster.v1.Restoring;
import io.millrace.cluster.v1.SlotReport;
import io.millrace.cluster.v1.Started;
import io.millrace.runners.distributed.checkpoint.FileEntries;
import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.machine.Scope;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A slot on this worker, and its way to the others. */
final class Deployment implements SlotHost {

  /** What a deployment needs of its worker. */
  interface Worker {
    void report(SlotReport.Builder report);

    void route(Deployment from, int toSlot, ByteString frame);

    boolean isLocal(Deployment from, int toSlot);

    void handOver(Deployment from, int toSlot, Object message);
  }

  final Deploy deploy;
  private final Scope scope;
  private final Worker worker;
  final Slot slot;
  private boolean started;
  private boolean reported;
  private boolean failed;

  Deployment(Deploy deploy, Scope scope, SlotFactory slots, Worker worker) {
    this.deploy = deploy;
    this.scope = scope;
    this.worker = worker;
    this.slot = slots.create(this);
  }

  void start() {
    slot.start(
        new SlotStart(
            deploy.getJob(),
            deploy.getDirectory(),
            deploy.getAttempt(),
            deploy.getSlot(),
            deploy.getWorkersCount(),
            deploy.getPayload(),
            deploy.getRestoredCheckpoint(),
            FileEntries.fromMessages(deploy.getRestoredFilesList()),
            deploy.getStopSources(),
            deploy.hasRedistribution() ? redistributed(deploy.getRedistribution()) : null));
  }

  private static Redistributed redistributed(Redistribution message) {
    Map<Integer, Integer> stages = new TreeMap<>();
    message.getStagesList().forEach(stage -> stages.put(stage.getKeptBy(), stage.getGoesTo()));
    return new Redistributed(
        message.getDirectory(),
        message.getSlotsList().stream()
            .map(slot -> FileEntries.fromMessages(slot.getFilesList()))
            .toList(),
        message.getSamePlan(),
        stages);
  }

  void stop() {
    if (scope.isOpen()) {
      scope.close();
      slot.stop();
    }
  }

  boolean needs(String node) {
    return deploy.getWorkersList().contains(node);
  }

  /** It stands once it has its state and all connections. */
  void reportStarted(boolean connected) {
    if (started && connected && !reported) {
      reported = true;
      report(SlotReport.newBuilder().setStarted(Started.getDefaultInstance()));
    }
  }

  /** Whether the coordinator was told that it stands: from then on others may send to it. */
  boolean stands() {
    return reported;
  }

  /**
   * Whether the coordinator was told that it has failed: from then on nothing goes between it and
   * other workers, for nobody knows what is missing.
   */
  boolean hasFailed() {
    return failed;
  }

  private void report(SlotReport.Builder report) {
    if (scope.isOpen()) {
      worker.report(
          report.setJob(deploy.getJob()).setAttempt(deploy.getAttempt()).setSlot(deploy.getSlot()));
    }
  }

  @Override
  public Scope scope() {
    return scope;
  }

  @Override
  public void send(int toSlot, ByteString frame) {
    if (scope.isOpen() && !failed) {
      worker.route(this, toSlot, frame);
    }
  }

  @Override
  public boolean isLocal(int toSlot) {
    return worker.isLocal(this, toSlot);
  }

  @Override
  public void handOver(int toSlot, Object message) {
    if (scope.isOpen()) {
      worker.handOver(this, toSlot, message);
    }
  }

  /** All slots share the thread that is in this one: there is nobody to let in. */
  @Override
  public boolean relieve() {
    return false;
  }

  @Override
  public void restoring() {
    report(SlotReport.newBuilder().setRestoring(Restoring.getDefaultInstance()));
  }

  @Override
  public void started() {
    started = true;
  }

  @Override
  public void kept(long checkpoint, List<StateFile> files, boolean byKey) {
    Kept.Builder kept = Kept.newBuilder().setCheckpoint(checkpoint).setByKey(byKey);
    files.forEach(file -> kept.addFiles(FileEntries.toMessage(file)));
    report(SlotReport.newBuilder().setKept(kept));
  }

  @Override
  public void notKept(long checkpoint, String cause) {
    report(
        SlotReport.newBuilder()
            .setNotKept(NotKept.newBuilder().setCheckpoint(checkpoint).setCause(cause)));
  }

  @Override
  public void applied(long checkpoint) {
    report(SlotReport.newBuilder().setApplied(Applied.newBuilder().setCheckpoint(checkpoint)));
  }

  @Override
  public void drained() {
    report(SlotReport.newBuilder().setDrained(Drained.getDefaultInstance()));
  }

  @Override
  public void failed(FailureKind kind, String cause) {
    if (!failed) {
      failed = true;
      report(SlotReport.newBuilder().setFailed(Failed.newBuilder().setKind(kind).setCause(cause)));
    }
  }
}
