package io.millrace.runners.distributed.client;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.JobAction;
import io.millrace.cluster.v1.JobStatus;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.task.EngineSlot;
import io.millrace.runners.distributed.task.Observer;
import io.millrace.runners.host.scratch.FileScratch;
import io.millrace.runners.host.state.StateDirectory;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.metrics.MetricsSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pipeline that runs, or ran, on a cluster of this process. Thread-safe. */
public final class EmbeddedRun extends ClusterRun implements JobListener, Observer {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRun.class);

  private @Nullable EmbeddedCluster cluster;
  private @Nullable SubmittedJob job;
  private @Nullable Path temporary;

  private EmbeddedRun() {}

  /**
   * Starts a cluster for one job.
   *
   * @param checkpointEvery how often a checkpoint is taken; empty for none
   */
  public static EmbeddedRun start(
      ByteString program,
      Plan plan,
      DistributedOptions options,
      Optional<Duration> checkpointEvery) {
    EmbeddedRun result = new EmbeddedRun();
    result.begin(program, plan, options, checkpointEvery);
    return result;
  }

  /** The result of a pipeline that was not executed. */
  public static EmbeddedRun notExecuted() {
    EmbeddedRun result = new EmbeddedRun();
    result.ofNothing();
    return result;
  }

  private synchronized void begin(
      ByteString program,
      Plan plan,
      DistributedOptions options,
      Optional<Duration> checkpointEvery) {
    String id = JobSubmission.newId(options);
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
                this),
            this::failed);
    cluster = started;
    job = started.submit(JobSubmission.of(id, program, plan, options, checkpointEvery), this);
  }

  @Override
  public void status(JobStatus status) {
    stands(status);
  }

  @Override
  public void refused(String message) {
    failed(message);
  }

  @Override
  void suspended(String id) {
    // nobody but this run could resume it
    ask(JobAction.JOB_ACTION_CANCEL);
  }

  @Override
  synchronized void ask(JobAction action) {
    SubmittedJob submitted = job;
    if (submitted != null) {
      submitted.ask(action);
    }
  }

  @Override
  void letGo() {
    EmbeddedCluster running;
    Path directory;
    synchronized (this) {
      running = cluster;
      directory = temporary;
    }
    if (running != null) {
      running.close();
    }
    if (directory != null) {
      removeAll(directory);
    }
  }

  private static void removeAll(Path directory) {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("Cleaning up {} failed: {}", directory, e.toString());
    }
  }

  @Override
  public void failed(PipelineExecutionException told) {
    Throwable cause = told.getCause();
    threw(cause == null ? told : cause);
  }

  @Override
  public void metrics(int slot, MetricsSnapshot snapshot) {
    measured(slot, snapshot);
  }
}
