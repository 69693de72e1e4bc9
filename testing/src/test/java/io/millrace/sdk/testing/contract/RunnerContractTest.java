package io.millrace.sdk.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.contract.kit.BundleShape;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.RunnerTable;
import io.millrace.sdk.testing.contract.kit.RunnerUnderTest;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunnerContractTest {

  private record Refusing(Set<Feature> unsupported) implements RunnerUnderTest {
    @Override
    public PipelineOptions options(BundleShape shape) {
      return PipelineOptionsFactory.create();
    }
  }

  /** Otherwise a runner could refuse it, or not, and nobody would look. */
  @Test
  void everyFeatureIsNeededBySomeTest() {
    String answers =
        RunnerTable.of(RunnerContract.class, new Refusing(EnumSet.allOf(Feature.class)))
            .values()
            .toString();

    for (Feature feature : Feature.values()) {
      assertThat(answers)
          .as("parts of the contract that need %s", feature)
          .contains(feature.name());
    }
  }

  /** A runner that can do nothing special still has a contract to keep. */
  @Test
  void muchIsNeededOfEveryRunner() {
    assertThat(
            RunnerTable.of(RunnerContract.class, new Refusing(EnumSet.allOf(Feature.class)))
                .values())
        .filteredOn("yes"::equals)
        .hasSizeGreaterThan(8);
  }
}
