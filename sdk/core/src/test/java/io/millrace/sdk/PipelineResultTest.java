package io.millrace.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.PipelineResult.State;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PipelineResultTest {
  @Test
  void fourStatesAreForEver() {
    assertThat(Arrays.stream(State.values()).filter(State::isTerminal))
        .containsExactly(State.DONE, State.FAILED, State.CANCELLED, State.UPDATED);
  }

  @Test
  void onlyAnUpdatedPipelineHasASuccessor() {
    assertThat(Arrays.stream(State.values()).filter(State::hasReplacementJob))
        .containsExactly(State.UPDATED);
  }
}
