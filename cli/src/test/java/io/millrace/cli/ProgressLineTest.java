package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

  private final PrintStream outBefore = System.out;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void onATerminal() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setProperty(ProgressLine.TERMINAL, "true");
  }

  @AfterEach
  void asBefore() {
    System.clearProperty(ProgressLine.TERMINAL);
    System.setOut(outBefore);
  }

  @Test
  void whatTheProgramPrintsComesOutAsItIs() {
    PrintStream programs = System.out;
    try (ProgressLine progress = ProgressLine.start("job")) {
      assertThat(progress).isNotNull();
      System.out.print("one line\nand half a");
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("one line\nand half a");
    assertThat(System.out).as("as it was before").isSameAs(programs);
  }

  @Test
  void withoutATerminalNothingStandsBetween() {
    System.clearProperty(ProgressLine.TERMINAL);
    PrintStream programs = System.out;
    try (ProgressLine progress = ProgressLine.start("job")) {
      assertThat(progress).isNotNull();
      assertThat(System.out).isSameAs(programs);
    }
  }
}
