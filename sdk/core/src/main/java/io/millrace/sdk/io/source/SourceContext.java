package io.millrace.sdk.io.source;

import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.StreamingOptions;
import java.util.function.LongSupplier;

/**
 * What a source is told about the job that reads it.
 *
 * @param options the options that the pipeline runs with
 * @param parallelism how many readers read at the same time; a hint for the number of splits
 * @param clock processing time, in milliseconds after the epoch: the runner's clock, which a test
 *     may steer; sources look at no other
 */
public record SourceContext(PipelineOptions options, int parallelism, LongSupplier clock) {

  /** A context for sources that do not look at time: if one does, it fails. */
  public SourceContext(PipelineOptions options, int parallelism) {
    this(
        options,
        parallelism,
        () -> {
          throw new IllegalStateException("There is no clock here, but the source looks at time");
        });
  }

  /**
   * Whether a source that has no end is to fix one now: to read what is there and finish. Asked
   * only of sources that {@link Source#supportsAvailableNow support} it.
   */
  public boolean availableNow() {
    return StreamingOptions.Mode.of(options) == StreamingOptions.Mode.AVAILABLE_NOW;
  }

  /** The processing time, in milliseconds after the epoch. */
  public long nowMillis() {
    return clock.getAsLong();
  }
}
