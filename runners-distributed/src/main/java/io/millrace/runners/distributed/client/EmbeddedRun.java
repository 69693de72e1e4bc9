package io.millrace.runners.distributed.client;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.FixedDelay;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobIdentity;
import io.millrace.cluster.v1.JobSettings;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.cluster.v1.NoRestart;
import io.millrace.cluster.v1.RestartPolicy;
import io.millrace.cluster.v1.Submit;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.task.EngineSlot;
import io.millrace.runners.distributed.task.Observer;
import io.millrace.runners.host.scratch.FileScratch;
import io.millrace.runners.host.state.StateDirectory;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.metrics.MetricResults;
import io.millrace.sdk.metrics.MetricsSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pipeline that runs, or ran, on a cluster of this process. Thread-safe. */
public final class EmbeddedRun implements PipelineResult, JobListener, Observer {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRun.class);

  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
  private static final int NEVER_MILLIS = Integer.MAX_VALUE;
  private static final int CHECKPOINT_TIMEOUT_MILLIS = 600_000;
  private static final int TOLERATED_FAILURES = 3;
  private static final int RETAINED = 3;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Map<Integer, MetricsSnapshot> metrics = new TreeMap<>();
  private @Nullable EmbeddedCluster cluster;
  private @Nullable SubmittedJob job;
  private @Nullable Path temporary;
  private State state = State.RUNNING;
  private @Nullable Throwable failure;
  private @Nullable PipelineExecutionException report;
  private boolean cancelled;

  private EmbeddedRun() {}

  /** The result of a pipeline that was not executed. */
  public static EmbeddedRun ofNothing() {
    EmbeddedRun result = new EmbeddedRun();
    result.state = State.DONE;
    result.ended.countDown();
    return result;
  }

  /**
   * Starts a cluster for one job.
   *
   * @param endless whether the job has input without end, so that it is worth while to keep where
   *     it is
   */
  public static EmbeddedRun start(ByteString program, DistributedOptions options, boolean endless) {
    EmbeddedRun result = new EmbeddedRun();
    result.begin(program, options, endless);
    return result;
  }

  private synchronized void begin(ByteString program, DistributedOptions options, boolean endless) {
    String id = UUID.randomUUID().toString();
    Path directory = Path.of(System.getProperty("java.io.tmpdir"), "millrace-" + id);
    temporary = directory;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int slots = options.getParallelism();
    EmbeddedCluster started =
        new EmbeddedCluster(
            directory.resolve("checkpoints").toString(),
            slots,
            new EngineSlot.Means(
                new FileScratch(directory.resolve("scratch")),
                new StateDirectory(directory.resolve("state")),
                Runtime.getRuntime().maxMemory() / 3 / slots,
                this));
    cluster = started;
    job =
        started.submit(
            Submit.newBuilder()
                .setDirectory("jobs/" + id)
                .setIdentity(
                    JobIdentity.newBuilder()
                        .setJob(id)
                        .setParallelism(slots)
                        .setPayload(program)
                        .setSettings(settings(options, endless)))
                .build(),
            this);
  }

  private static JobSettings settings(DistributedOptions options, boolean endless) {
    RestartPolicy restart =
        options.getRestarts() == 0
            ? RestartPolicy.newBuilder().setNone(NoRestart.getDefaultInstance()).build()
            : RestartPolicy.newBuilder()
                .setFixedDelay(
                    FixedDelay.newBuilder().setRestarts(options.getRestarts()).setDelayMs(100))
                .build();
    return JobSettings.newBuilder()
        .setCheckpointIntervalMs(
            endless ? Math.toIntExact(options.getCheckpointEvery().toMillis()) : NEVER_MILLIS)
        .setCheckpointTimeoutMs(CHECKPOINT_TIMEOUT_MILLIS)
        .setCheckpointFailuresTolerated(TOLERATED_FAILURES)
        .setCheckpointsRetained(RETAINED)
        .setRestart(restart)
        .build();
  }

  @Override
  public synchronized void status(JobStatus status) {
    switch (status.getState()) {
      case "SUSPENDED" -> {
        report(status.getMessage());
        ask(JobAction.JOB_ACTION_CANCEL);
      }
      default -> {
        if (status.getEnded()) {
          end(
              report != null
                  ? State.FAILED
                  : status.getState().equals("FINISHED") ? State.DONE : State.CANCELLED);
        }
      }
    }
  }

  @Override
  public synchronized void refused(String message) {
    report(message);
    end(State.FAILED);
  }

  private void report(String message) {
    if (report == null && !cancelled) {
      report = new PipelineExecutionException(message, failure);
    }
  }

  private void end(State last) {
    if (ended.getCount() == 0) {
      return;
    }
    state = last;
    EmbeddedCluster running = cluster;
    if (running != null) {
      running.close();
    }
    Path directory = temporary;
    if (directory != null) {
      removeAll(directory);
    }
    ended.countDown();
  }

  private static void removeAll(Path directory) {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("Cleaning up {} failed: {}", directory, e.toString());
    }
  }

  private void ask(JobAction action) {
    SubmittedJob submitted = job;
    if (submitted != null) {
      submitted.ask(action);
    }
  }

  @Override
  public synchronized void failed(PipelineExecutionException told) {
    if (failure == null) {
      failure = told.getCause();
    }
  }

  @Override
  public synchronized void metrics(int slot, MetricsSnapshot snapshot) {
    metrics.put(slot, snapshot);
  }

  @Override
  public synchronized State getState() {
    return state;
  }

  @Override
  public State cancel() {
    synchronized (this) {
      cancelled = true;
      ask(JobAction.JOB_ACTION_CANCEL);
    }
    try {
      await(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return getState();
  }

  @Override
  public synchronized State drain() {
    ask(JobAction.JOB_ACTION_DRAIN);
    return state;
  }

  @Override
  public State waitUntilFinish() {
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
  public @Nullable State waitUntilFinish(Duration duration) {
    boolean over;
    try {
      over = await(duration);
    } catch (InterruptedException e) {
      cancel();
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

  private boolean await(Duration timeout) throws InterruptedException {
    boolean limited = timeout.compareTo(Duration.ZERO) > 0 && timeout.compareTo(FOREVER) < 0;
    return ended.await((limited ? timeout : FOREVER).toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public synchronized MetricResults metrics() {
    MetricsSnapshot attempted = MetricsSnapshot.EMPTY;
    for (MetricsSnapshot each : metrics.values()) {
      attempted = attempted.merge(each);
    }
    return MetricResults.of(attempted, state == State.DONE ? attempted : MetricsSnapshot.EMPTY);
  }
}
