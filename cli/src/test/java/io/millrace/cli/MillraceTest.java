package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MillraceTest {

  @Test
  void versionNamesMillraceAndTheJvm() {
    CommandResult result = CommandResult.of("--version");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).matches("(?s)Millrace \\d+\\.\\d+.*Java 1?\\d.*");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void helpListsTheCommandsAndTheExitCodes() {
    CommandResult result = CommandResult.of("--help");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("demo", "example", "run", "explain", "Exit codes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "example", "run", "explain"})
  void everyCommandHasHelp(String command) {
    CommandResult result = CommandResult.of(command, "--help");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("Usage: millrace " + command).contains("--verbose");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void noCommandIsWrongUsage() {
    CommandResult result = CommandResult.of();
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).startsWith("millrace: say what to do");
  }

  @Test
  void aMisspeltCommandIsWrongUsageAndTheRightOneIsSuggested() {
    CommandResult result = CommandResult.of("exmple");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("exmple").contains("millrace example");
  }

  @Test
  void aBadNumberIsWrongUsageAndNamed() {
    CommandResult letters = CommandResult.of("demo", "--seconds=soon");
    assertThat(letters.exitCode()).isEqualTo(2);
    assertThat(letters.err()).contains("--seconds").contains("soon");

    CommandResult negative = CommandResult.of("demo", "--seconds=0");
    assertThat(negative.exitCode()).isEqualTo(2);
    assertThat(negative.err()).contains("--seconds must be at least 1, was 0");
  }

  @Test
  void theDemoEndsWithItsTotals() {
    CommandResult result = CommandResult.of("demo", "--seconds=1", "--rate=500");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).containsPattern("[1-9]\\d* events, \\d+ of them late");
    assertThat(result.out()).doesNotContain("\033");
  }

  @Test
  void examplesAreListedWhenNoneIsNamed() {
    CommandResult result = CommandResult.of("example");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("wordcount", "auction");
  }

  @Test
  void anUnknownExampleIsWrongUsageAndTheKnownOnesAreNamed() {
    CommandResult result = CommandResult.of("example", "wordcuont");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("wordcuont").contains("wordcount, windowed-wordcount");
  }
}
