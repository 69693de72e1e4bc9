package io.millrace.runners.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.core.plan.PlanCapabilities;
import io.millrace.sdk.testing.contract.RunnerContract;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.RunnerTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** The table of runners says of the direct runner what its tests say. */
class RunnerTableTest {

  private static final Path TABLE = Path.of("../docs/runners.md");

  @Test
  void theTableOfRunnersIsTrue() throws IOException {
    SortedMap<String, String> written = RunnerTable.written(TABLE, "direct");
    SortedMap<String, String> actual =
        RunnerTable.of(RunnerContract.class, new DirectRunnerContractTest());
    StringBuilder lines = new StringBuilder();
    actual.forEach((what, answer) -> lines.append("\n| " + what + " | " + answer + " |"));
    assertThat(written).as("what %s should say: %s", TABLE, lines).isEqualTo(actual);
  }

  /** What the planner may refuse, the contract can declare. */
  @Test
  void theContractKnowsAllFeatures() {
    assertThat(Feature.values())
        .extracting(Feature::name)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(PlanCapabilities.Feature.values()).map(Enum::name).toList());
  }
}
