package io.millrace.runners.distributed.fragile;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.host.run.CheckOptions.Bundles;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.contract.StreamContracts;
import io.millrace.sdk.testing.contract.kit.BundleShape;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.RunnerUnderTest;
import io.millrace.sdk.testing.contract.kit.Setting;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;

/**
 * Rules X2 and B6: programs that follow a script mean the same when a worker is killed while they
 * run, on three slots, and the rest is done again from the last checkpoint.
 */
class FragileClusterContractTest extends StreamContracts implements RunnerUnderTest {

  /** Some pipelines are over before there is a checkpoint; most are not. */
  private static final int ENOUGH_KILLED = 60;

  @Override
  public PipelineOptions options(BundleShape shape) {
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setRunner(FragileRunner.class);
    options.setParallelism(3);
    options.setCheckpointEvery(Duration.ofMillis(1));
    options.setBundles(Bundles.valueOf(shape.name()));
    options.setSeed(BundleShape.seed());
    return options;
  }

  @Override
  public Set<Feature> unsupported() {
    return EnumSet.noneOf(Feature.class);
  }

  @Override
  public boolean repeatsWork() {
    return true;
  }

  @Override
  protected Setting setting() {
    return new Setting(this, BundleShape.RANDOM);
  }

  @AfterAll
  static void manyWereKilled() {
    assertThat(FragileRun.KILLED).hasValueGreaterThan(ENOUGH_KILLED);
  }
}
