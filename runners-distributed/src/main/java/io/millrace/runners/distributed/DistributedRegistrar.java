package io.millrace.runners.distributed;

import io.millrace.sdk.PipelineRunner;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsRegistrar;
import io.millrace.sdk.runners.PipelineRunnerRegistrar;
import java.util.List;

/** Makes the runner and its options known. */
public final class DistributedRegistrar
    implements PipelineRunnerRegistrar, PipelineOptionsRegistrar {

  @Override
  public Iterable<Class<? extends PipelineRunner<?>>> getPipelineRunners() {
    return List.of(DistributedRunner.class);
  }

  @Override
  public Iterable<Class<? extends PipelineOptions>> getPipelineOptions() {
    return List.of(DistributedOptions.class);
  }
}
