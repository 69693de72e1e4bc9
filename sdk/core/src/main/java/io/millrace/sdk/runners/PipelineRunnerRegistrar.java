package io.millrace.sdk.runners;

import io.millrace.sdk.PipelineRunner;

/**
 * Names the runners of a library, so that {@code --runner} accepts their simple names. Found by
 * {@link java.util.ServiceLoader}: it needs a public constructor without parameters and a line in
 * {@code META-INF/services/io.millrace.sdk.runners.PipelineRunnerRegistrar}.
 */
public interface PipelineRunnerRegistrar {
  /** The runners. */
  Iterable<Class<? extends PipelineRunner<?>>> getPipelineRunners();
}
