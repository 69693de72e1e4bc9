package io.millrace.sdk.testing;

import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsRegistrar;
import java.util.List;

/** Makes the options of tests known to command lines. */
public final class TestPipelineOptionsRegistrar implements PipelineOptionsRegistrar {

  @Override
  public Iterable<Class<? extends PipelineOptions>> getPipelineOptions() {
    return List.of(TestPipelineOptions.class);
  }
}
