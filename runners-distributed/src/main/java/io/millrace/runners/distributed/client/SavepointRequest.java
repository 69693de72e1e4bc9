package io.millrace.runners.distributed.client;

import io.millrace.cluster.v1.ChangeJobRequest;
import io.millrace.cluster.v1.ErrorReason;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.JobView;
import io.millrace.cluster.v1.SavepointState;
import io.millrace.cluster.v1.SavepointWish;
import io.millrace.runners.distributed.rpc.CoordinatorException;
import io.millrace.runners.distributed.rpc.JobsClient;
import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * Asks for a savepoint of a job and waits for it, also while one coordinator goes and another one
 * comes: that one is asked the same again, which changes nothing if the one before had written it
 * down. Used by one thread.
 */
public final class SavepointRequest {

  private final JobsClient client;
  private final ChangeJobRequest change;

  /** How the job stood when that was told last. */
  private JobStatus last = JobStatus.getDefaultInstance();

  private long heardNanos;

  /**
   * A request that was not made yet.
   *
   * @param request the same whenever the same savepoint is meant
   */
  public SavepointRequest(JobsClient client, String job, SavepointWish wish, String request) {
    this.client = client;
    this.change =
        ChangeJobRequest.newBuilder()
            .setJob(job)
            .setAction(JobAction.JOB_ACTION_SAVEPOINT)
            .setRequest(request)
            .setSavepoint(wish)
            .build();
  }

  /**
   * Waits until the savepoint is there, or will not be; of one that ends the job until the job is
   * over as well.
   *
   * @return how the job stands then; with the savepoint of another request if somebody has asked
   *     for one meanwhile
   * @throws CoordinatorException if none is there to begin with, or for long, or it refuses
   */
  public JobStatus await() throws IOException {
    last = client.describe(change.getJob()).getStatus();
    heardNanos = System.nanoTime();
    while (true) {
      try {
        last = client.change(change);
        heardNanos = System.nanoTime();
        client.watchUntil(change.getJob(), this::isOver);
        return last;
      } catch (CoordinatorException e) {
        if (e.reason() == ErrorReason.ERROR_REASON_NO_SUCH_JOB && isMade()) {
          // it was over before this coordinator came, and that is all that was waited for
          return last;
        }
        if (!e.isWorthAnotherTry()
            || System.nanoTime() - heardNanos > RemoteRun.PATIENCE.toNanos()) {
          throw e;
        }
      }
      pause();
    }
  }

  private boolean isOver(JobView view) {
    last = view.getStatus();
    heardNanos = System.nanoTime();
    if (!isMine()) {
      return true;
    }
    boolean decided = last.getSavepoint().getState() != SavepointState.SAVEPOINT_STATE_PENDING;
    return decided && !(isMade() && change.getSavepoint().getStop() && !last.getEnded());
  }

  /** Whether nobody has asked for another one since, which is possible once this one is decided. */
  private boolean isMine() {
    return last.getSavepoint().getRequest().equals(change.getRequest());
  }

  private boolean isMade() {
    return isMine() && last.getSavepoint().getState() == SavepointState.SAVEPOINT_STATE_COMPLETE;
  }

  private static void pause() throws InterruptedIOException {
    try {
      Thread.sleep(RemoteRun.PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a savepoint was waited for");
    }
  }
}
