package io.millrace.runners.distributed.client;

import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.runners.host.run.EndOfRun;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.metrics.MetricResults;
import io.millrace.sdk.metrics.MetricsSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pipeline that runs, or ran, on a cluster: what is the same wherever the cluster is.
 * Thread-safe.
 */
public abstract sealed class ClusterRun implements PipelineResult permits EmbeddedRun, RemoteRun {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterRun.class);

  private final EndOfRun ended = new EndOfRun();
  private final Map<Integer, MetricsSnapshot> metrics = new TreeMap<>();
  private State state = State.RUNNING;
  private @Nullable Throwable failure;
  private @Nullable PipelineExecutionException report;
  private boolean cancelled;
  private boolean ending;

  ClusterRun() {}

  /** Has something done to the job; need not wait for it. */
  abstract void ask(JobAction action) throws IOException;

  /** Lets go of all that the run has. Called once, on a thread of its own. */
  abstract void letGo();

  /** What is done about a job that is suspended because it failed. */
  abstract void suspended(String job);

  final void ofNothing() {
    state = State.DONE;
    ended.come();
  }

  /** How the job stands now. */
  final void stands(JobStatus status) {
    boolean suspended = status.getState().equals("SUSPENDED");
    synchronized (this) {
      if (status.getParallelism() > 0) {
        metrics.keySet().removeIf(slot -> slot >= status.getParallelism());
      }
      if (suspended) {
        report(status.getMessage());
      } else if (status.getEnded()) {
        end(
            report != null
                ? State.FAILED
                : switch (status.getState()) {
                  case "FINISHED" -> State.DONE;
                  case "STOPPED" -> State.STOPPED;
                  default -> State.CANCELLED;
                });
      }
    }
    if (suspended) {
      suspended(status.getJob());
    }
  }

  /** The job was refused, or the cluster is gone; nothing of that matters once it has ended. */
  final synchronized void failed(String message) {
    if (!ending) {
      report(message);
      end(State.FAILED);
    }
  }

  private void report(String message) {
    if (report == null && !cancelled) {
      report = new PipelineExecutionException(message, failure);
    }
  }

  /** What user code threw. The first is what is reported, if the job fails by it. */
  final synchronized void threw(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  final synchronized void measured(int slot, MetricsSnapshot snapshot) {
    metrics.put(slot, snapshot);
  }

  /** Whoever learns of the end finds everything let go of. */
  final synchronized void end(State last) {
    if (ending) {
      return;
    }
    ending = true;
    Thread thread =
        new Thread(
            () -> {
              try {
                letGo();
              } catch (RuntimeException e) {
                LOG.warn("Cleaning up after a pipeline failed", e);
              } finally {
                synchronized (this) {
                  state = last;
                }
                ended.come();
              }
            },
            "millrace-end");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public final synchronized State getState() {
    return state;
  }

  @Override
  public final State cancel() throws IOException {
    synchronized (this) {
      cancelled = true;
    }
    ask(JobAction.JOB_ACTION_CANCEL);
    try {
      ended.awaitCancelled();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return getState();
  }

  @Override
  public final State drain() throws IOException {
    ask(JobAction.JOB_ACTION_DRAIN);
    return getState();
  }

  @Override
  public final State waitUntilFinish() {
    waitUntilFinish(Duration.ZERO);
    return getState();
  }

  /**
   * Waits. A thread that is interrupted meanwhile cancels the pipeline.
   *
   * @param duration how long; not positive for as long as it takes
   * @return the state at the end; null if it has not ended in time
   * @throws PipelineExecutionException if the pipeline failed
   */
  @Override
  public final @Nullable State waitUntilFinish(Duration duration) {
    boolean over;
    try {
      over = ended.await(duration);
    } catch (InterruptedException e) {
      try {
        cancel();
      } catch (IOException gone) {
        LOG.warn("Cancelling failed: {}", gone.getMessage());
      }
      Thread.currentThread().interrupt();
      return getState();
    }
    synchronized (this) {
      if (over && report != null) {
        throw report;
      }
      return over ? state : null;
    }
  }

  @Override
  public final synchronized MetricResults metrics() {
    MetricsSnapshot attempted = MetricsSnapshot.EMPTY;
    for (MetricsSnapshot each : metrics.values()) {
      attempted = attempted.merge(each);
    }
    return MetricResults.of(attempted, state == State.DONE ? attempted : MetricsSnapshot.EMPTY);
  }
}
