package io.millrace.runners.direct;

import io.millrace.runners.host.run.CheckOptions.Bundles;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.contract.RunnerContract;
import io.millrace.sdk.testing.contract.kit.BundleShape;
import io.millrace.sdk.testing.contract.kit.Feature;
import java.util.EnumSet;
import java.util.Set;

/** The direct runner keeps the contract, on several tasks, with strict checks. */
class DirectRunnerContractTest extends RunnerContract {

  @Override
  public PipelineOptions options(BundleShape shape) {
    DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setTargetParallelism(2);
    options.setBundles(Bundles.valueOf(shape.name()));
    if (shape == BundleShape.RANDOM) {
      options.setSeed(BundleShape.seed());
    }
    return options;
  }

  @Override
  public Set<Feature> unsupported() {
    return EnumSet.noneOf(Feature.class);
  }
}
