package io.millrace.runners.direct.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What Ctrl-C does to a program that runs a pipeline. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there a process cannot be asked to end")
class EndAtExitTest {

  @TempDir Path temporary;

  private Process program;
  private BufferedReader output;

  private void start(String... flags) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                EndlessProgram.class.getName(),
                "--groupingMemoryBytes=16384"));
    command.addAll(Arrays.asList(flags));
    program = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    output =
        new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8));
    assertThat(output.readLine()).isEqualTo("started");
    assertThat(temporary).as("it spilled").isNotEmptyDirectory();
  }

  @AfterEach
  void end() {
    if (program != null) {
      program.destroyForcibly();
    }
  }

  @Test
  void aPipelineIsCancelledAndLeavesNothing() throws Exception {
    start();

    program.toHandle().destroy();

    assertThat(program.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(output.readLine()).as("no window fires").isNull();
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void aPipelineIsDrainedFirstIfAskedTo() throws Exception {
    start("--drainAtExit=60s");

    program.toHandle().destroy();

    assertThat(program.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(output.readLine()).isEqualTo("sum 1");
    assertThat(temporary).isEmptyDirectory();
  }
}
