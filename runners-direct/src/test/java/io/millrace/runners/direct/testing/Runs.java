package io.millrace.runners.direct.testing;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.options.PipelineOptionsFactory;

/** Pipelines as a program runs them: without strict checks, unless flags say otherwise. */
public final class Runs {

  private Runs() {}

  public static Pipeline pipeline(String... flags) {
    return Pipeline.create(PipelineOptionsFactory.fromArgs(flags).create());
  }
}
