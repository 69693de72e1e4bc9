package io.millrace.runners.direct.transforms;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.testing.TestPipeline;
import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;

/**
 * Runs a pipeline with strict checks, where each function is called as a DoFn, and without, where
 * plain functions are compiled into one method: both must give the same.
 */
final class BothWays {

  private static final List<String> FUSED = List.of("--strictChecks=false");

  private BothWays() {}

  static void run(TestPipeline p) {
    p.run();
    p.runWithAdditionalOptionArgs(FUSED);
  }

  /** What the failure of the fused run looks like, after one that looks for the same words. */
  static ThrowableAssertAlternative<PipelineExecutionException> fails(
      TestPipeline p, String transformName) {
    assertThatExceptionOfType(PipelineExecutionException.class)
        .isThrownBy(p::run)
        .withMessageContaining(transformName);
    return assertThatExceptionOfType(PipelineExecutionException.class)
        .isThrownBy(() -> p.runWithAdditionalOptionArgs(FUSED))
        .withMessageContaining(transformName);
  }
}
