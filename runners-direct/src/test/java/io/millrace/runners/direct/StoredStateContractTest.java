package io.millrace.runners.direct;

import io.millrace.runners.host.run.CheckOptions.Bundles;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.contract.StateContracts;
import io.millrace.sdk.testing.contract.kit.BundleShape;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.RunnerUnderTest;
import io.millrace.sdk.testing.contract.kit.Setting;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the contract says about state and timers is kept with state in RocksDB as well. */
@ParameterizedClass
@MethodSource("shapes")
class StoredStateContractTest extends StateContracts implements RunnerUnderTest {

  @Parameter BundleShape shape;

  static BundleShape[] shapes() {
    return BundleShape.values();
  }

  @Override
  public PipelineOptions options(BundleShape given) {
    DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setTargetParallelism(2);
    options.setBundles(Bundles.valueOf(given.name()));
    options.setState("rocksdb");
    if (given == BundleShape.RANDOM) {
      options.setSeed(BundleShape.seed());
    }
    return options;
  }

  @Override
  public Set<Feature> unsupported() {
    return EnumSet.of(Feature.UNBOUNDED_SINKS);
  }

  @Override
  protected final Setting setting() {
    return new Setting(this, Objects.requireNonNull(shape, "JUnit did not set the shape"));
  }
}
