package io.millrace.runners.distributed;

import io.millrace.runners.host.run.CheckOptions.Bundles;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.contract.RunnerContract;
import io.millrace.sdk.testing.contract.kit.BundleShape;
import io.millrace.sdk.testing.contract.kit.Feature;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * The distributed runner keeps the contract on a cluster of this process, with strict checks, while
 * checkpoints are taken one after the other.
 */
class DistributedRunnerContractTest extends RunnerContract {

  @Override
  public PipelineOptions options(BundleShape shape) {
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setRunner(DistributedRunner.class);
    options.setParallelism(2);
    options.setCheckpointEvery(Duration.ofMillis(5));
    options.setBundles(Bundles.valueOf(shape.name()));
    options.setSeed(BundleShape.seed());
    return options;
  }

  @Override
  public Set<Feature> unsupported() {
    return EnumSet.noneOf(Feature.class);
  }
}
