package io.millrace.runners.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.testing.contract.RunnerContract;
import io.millrace.sdk.testing.contract.kit.RunnerTable;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table of runners says of the distributed runner what its tests say. */
class RunnerTableTest {

  private static final Path TABLE = Path.of("../docs/runners.md");

  @Test
  void theTableOfRunnersIsTrue() throws IOException {
    assertThat(RunnerTable.written(TABLE, "distributed"))
        .isEqualTo(RunnerTable.of(RunnerContract.class, new DistributedRunnerContractTest()));
  }
}
