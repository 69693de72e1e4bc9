package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RunLineTest {

  private static final RunLine LINE =
      new RunLine("direct", "q5", 1_000_000, 1.25, 2.5, 77, 0xfedcba9876543210L, 512);

  @Test
  void whatIsReadIsWhatWasWritten() {
    assertThat(RunLine.parse(LINE.toString())).isEqualTo(LINE);
    assertThat(RunLine.parse(LINE + " alloc_b_per_event=3")).isEqualTo(LINE);
    assertThat(LINE.cpuMicrosPerEvent()).isEqualTo(2.5);
    assertThat(LINE.answer()).isEqualTo(new RunLine.Answer(1_000_000, 77, 0xfedcba9876543210L));
  }

  @Test
  void otherLinesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunLine.parse(""))
        .withMessageContaining("no line");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunLine.parse("| query | events | engine | a | b | c | d | e | f |"))
        .withMessageContaining("query");
  }
}
