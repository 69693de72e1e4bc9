package io.millrace.runners.host.state;

import io.millrace.sdk.options.PipelineOptions;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A directory for the state of whoever runs tasks in this process. Thread-safe. */
public final class StateDirectory {

  private final Path directory;
  private final AtomicInteger next = new AtomicInteger();

  /**
   * @param directory is made when it is needed, with what it is in
   */
  public StateDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Where the tasks of one thread or slot keep their state.
   *
   * @throws io.millrace.sdk.options.InvalidOptionException if the options ask for a backend that is
   *     not there
   */
  public TaskStores stores(PipelineOptions options) {
    return new TaskStores(
        StateBackends.of(options).orElse(null),
        directory.resolve("state-" + next.getAndIncrement()),
        options.as(StateOptions.class).getStateCacheBytes());
  }
}
