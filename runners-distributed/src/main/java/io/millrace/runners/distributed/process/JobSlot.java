package io.millrace.runners.distributed.process;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.Artifact;
import io.millrace.cluster.v1.FailureKind;
import io.millrace.runners.distributed.artifact.ArtifactException;
import io.millrace.runners.distributed.artifact.JobCode;
import io.millrace.runners.distributed.machine.WorkResult;
import io.millrace.runners.distributed.task.Programs;
import io.millrace.runners.distributed.worker.Cut;
import io.millrace.runners.distributed.worker.Slot;
import io.millrace.runners.distributed.worker.SlotStart;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A slot whose thread finds the classes of its job: it starts once these are here. The thread is
 * the slot's own, and ends with it.
 */
final class JobSlot implements Slot {

  private final Slot slot;
  private final ReportingHost host;
  private final JobCode code;

  @GuardedBy("this")
  private JobCode.@Nullable Lease lease;

  @GuardedBy("this")
  private boolean over;

  @GuardedBy("this")
  private @Nullable ArtifactException refused;

  private boolean started;

  /** A slot around another, which is told of the host as well. */
  JobSlot(Slot slot, ReportingHost host, JobCode code) {
    this.slot = slot;
    this.host = host;
    this.code = code;
  }

  @Override
  public void start(SlotStart start) {
    host.start(start);
    List<Artifact> artifacts;
    try {
      artifacts = Programs.artifacts(start.payload());
    } catch (InvalidProtocolBufferException e) {
      host.failed(
          FailureKind.FAILURE_KIND_USER, "what was submitted is no program: " + e.getMessage());
      return;
    }
    host.scope().offload(() -> acquire(start.job(), artifacts), result -> go(start, result));
  }

  private ByteString acquire(String job, List<Artifact> artifacts) throws IOException {
    try {
      JobCode.Lease acquired = code.acquire(job, artifacts);
      synchronized (this) {
        if (!over) {
          lease = acquired;
          return ByteString.EMPTY;
        }
      }
      acquired.release();
    } catch (ArtifactException e) {
      synchronized (this) {
        refused = e;
      }
    }
    return ByteString.EMPTY;
  }

  private void go(SlotStart start, WorkResult result) {
    JobCode.Lease leased;
    ArtifactException wrong;
    synchronized (this) {
      if (over) {
        return;
      }
      leased = lease;
      wrong = refused;
    }
    if (wrong != null) {
      host.failed(FailureKind.FAILURE_KIND_USER, String.valueOf(wrong.getMessage()));
    } else if (leased == null) {
      host.failed(
          FailureKind.FAILURE_KIND_INFRASTRUCTURE,
          "the classes of the job could not be fetched: "
              + (result instanceof WorkResult.Failed failed ? failed.cause() : ""));
    } else {
      Thread.currentThread().setContextClassLoader(leased.loader());
      started = true;
      slot.start(start);
    }
  }

  @Override
  public void run() {
    slot.run();
  }

  @Override
  public void receive(int fromSlot, ByteString frame) {
    slot.receive(fromSlot, frame);
  }

  @Override
  public void takeOver(int fromSlot, Object message) {
    slot.takeOver(fromSlot, message);
  }

  @Override
  public void trigger(Cut cut) {
    if (started) {
      slot.trigger(cut);
    }
  }

  @Override
  public void complete(long checkpoint) {
    if (started) {
      slot.complete(checkpoint);
    }
  }

  @Override
  public void stopSources() {
    if (started) {
      slot.stopSources();
    }
  }

  @Override
  public void stop() {
    JobCode.Lease leased;
    synchronized (this) {
      over = true;
      leased = lease;
      lease = null;
    }
    slot.stop();
    if (leased != null) {
      leased.release();
    }
  }

  @Override
  public long stateHash() {
    return slot.stateHash();
  }
}
