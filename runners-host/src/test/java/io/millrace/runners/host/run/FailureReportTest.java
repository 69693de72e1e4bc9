package io.millrace.runners.host.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.core.invoke.UserCodeException;
import io.millrace.runners.core.stage.StageException;
import org.junit.jupiter.api.Test;

class FailureReportTest {

  private final IllegalStateException thrown = new IllegalStateException("no such city");

  @Test
  void whatUserCodeThrowsIsTheCauseAndTheTransformComesFirst() {
    assertThat(FailureReport.of(UserCodeException.of("Cities/Look", thrown), ""))
        .hasMessage("Transform Cities/Look failed: " + thrown)
        .hasCause(thrown);
  }

  @Test
  void whatTheEngineSaysOfATransformIsToldWithItsName() {
    StageException engine = new StageException("Cities/Look", "gave a null");
    assertThat(FailureReport.of(engine, ""))
        .hasMessage("Transform Cities/Look failed: gave a null")
        .hasCause(engine);
  }

  @Test
  void allElseIsAFailureOfThePipelineAndAdviceComesLast() {
    assertThat(FailureReport.of(thrown, " (--seed=7 repeats it)"))
        .hasMessage("The pipeline failed: " + thrown + " (--seed=7 repeats it)")
        .hasCause(thrown);
  }
}
