package io.millrace.sdk.io.fulldisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job writes to a disk that is too small. The disk is a real one, in memory, which only the
 * process of the job sees: it has a mount namespace of its own, so that nobody needs to be root.
 * Skipped where the system has no such thing.
 */
class FullDiskTest {

  private static final String MOUNT = "mount -t tmpfs -o size=1m none \"$0\"";

  @TempDir Path disk;

  private static List<String> inNamespace(String script) {
    return List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script);
  }

  private boolean canMount() throws InterruptedException {
    List<String> command = new ArrayList<>(inNamespace(MOUNT));
    command.add(disk.toString());
    try {
      return run(command).exitCode == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  private record Ended(int exitCode, String said) {}

  private static Ended run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("ended after it said %s", said).isTrue();
      return new Ended(process.exitValue(), said);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aFullDiskFailsTheJobWithTheFileAndShowsNothingAndWithMoreRoomTheSameJobIsDone()
      throws Exception {
    assumeTrue(canMount(), "a process cannot have a disk of its own here");
    List<String> command = new ArrayList<>(inNamespace(MOUNT + " && exec \"$@\""));
    command.addAll(
        List.of(
            disk.toString(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            SmallDiskMain.class.getName(),
            disk.toString()));

    Ended ended = run(command);

    assertThat(ended.said).containsPattern("failed: .*cannot write .*: the disk is full");
    assertThat(ended.said).contains("seen after the failure: []");
    assertThat(ended.said).contains("numbers with more room: " + SmallDiskMain.NUMBERS);
    assertThat(ended.exitCode).as(ended.said).isZero();
  }
}
