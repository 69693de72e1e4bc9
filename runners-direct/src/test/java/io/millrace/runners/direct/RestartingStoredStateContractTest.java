package io.millrace.runners.direct;

import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.testing.contract.kit.BundleShape;

/** What is kept in RocksDB can be saved and taken back at any time (law I7). */
class RestartingStoredStateContractTest extends StoredStateContractTest {

  static BundleShape[] shapes() {
    return RestartingShapes.ofThisBuild();
  }

  @Override
  public PipelineOptions options(BundleShape given) {
    DirectOptions options = super.options(given).as(DirectOptions.class);
    options.setRestartTasks(true);
    return options;
  }
}
