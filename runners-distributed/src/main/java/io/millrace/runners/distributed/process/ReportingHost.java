package io.millrace.runners.distributed.process;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.FailureKind;
import io.millrace.cluster.v1.SlotNews;
import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.machine.Scope;
import io.millrace.runners.distributed.news.MetricsCodec;
import io.millrace.runners.distributed.news.ThrownByUser;
import io.millrace.runners.distributed.task.Observer;
import io.millrace.runners.distributed.worker.SlotHost;
import io.millrace.runners.distributed.worker.SlotStart;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.metrics.MetricsSnapshot;
import java.util.List;
import java.util.function.Consumer;

/**
 * Stands between a slot and its host, and tells users what the slot says to its observer: metrics
 * with each checkpoint and at the end, and what user code threw before that is reported as the
 * slot's failure. Belongs to the slot's thread.
 */
final class ReportingHost implements SlotHost, Observer {

  private final SlotHost host;
  private final Consumer<SlotNews> users;
  private SlotNews.Builder head = SlotNews.newBuilder();
  private MetricsSnapshot metrics = MetricsSnapshot.EMPTY;
  private MetricsSnapshot told = MetricsSnapshot.EMPTY;

  /**
   * A host that nobody was told of yet.
   *
   * @param users passes on what is for users, in order with what the slot says to its host
   */
  ReportingHost(SlotHost host, Consumer<SlotNews> users) {
    this.host = host;
    this.users = users;
  }

  void start(SlotStart start) {
    head =
        SlotNews.newBuilder().setJob(start.job()).setAttempt(start.attempt()).setSlot(start.slot());
  }

  @Override
  public void metrics(int slot, MetricsSnapshot snapshot) {
    metrics = snapshot;
  }

  @Override
  public void failed(PipelineExecutionException told) {
    tellMetrics();
    Throwable cause = told.getCause();
    users.accept(
        head.clone().setThrown(ThrownByUser.toMessage(cause == null ? told : cause)).build());
  }

  private void tellMetrics() {
    if (!metrics.equals(told)) {
      told = metrics;
      users.accept(head.clone().setMetrics(MetricsCodec.toMessage(metrics)).build());
    }
  }

  @Override
  public Scope scope() {
    return host.scope();
  }

  @Override
  public void send(int toSlot, ByteString frame) {
    host.send(toSlot, frame);
  }

  @Override
  public boolean isLocal(int toSlot) {
    return host.isLocal(toSlot);
  }

  @Override
  public void handOver(int toSlot, Object message) {
    host.handOver(toSlot, message);
  }

  @Override
  public boolean relieve() {
    return host.relieve();
  }

  @Override
  public void restoring() {
    host.restoring();
  }

  @Override
  public void started() {
    host.started();
  }

  @Override
  public void kept(long checkpoint, List<StateFile> files, boolean byKey) {
    tellMetrics();
    host.kept(checkpoint, files, byKey);
  }

  @Override
  public void notKept(long checkpoint, String cause) {
    host.notKept(checkpoint, cause);
  }

  @Override
  public void applied(long checkpoint) {
    tellMetrics();
    host.applied(checkpoint);
  }

  @Override
  public void drained() {
    tellMetrics();
    host.drained();
  }

  @Override
  public void failed(FailureKind kind, String cause) {
    host.failed(kind, cause);
  }
}
