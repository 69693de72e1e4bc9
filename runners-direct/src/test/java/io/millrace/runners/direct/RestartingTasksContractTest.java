package io.millrace.runners.direct;

import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.testing.contract.kit.BundleShape;

/**
 * The contract is kept by tasks that are saved, thrown away and made anew from what was saved,
 * again and again (law I7).
 */
class RestartingTasksContractTest extends DirectRunnerContractTest {

  protected static BundleShape[] shapes() {
    return RestartingShapes.ofThisBuild();
  }

  @Override
  public PipelineOptions options(BundleShape shape) {
    DirectOptions options = super.options(shape).as(DirectOptions.class);
    options.setRestartTasks(true);
    return options;
  }
}
