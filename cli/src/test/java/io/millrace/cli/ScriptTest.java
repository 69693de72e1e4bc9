package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bin/millrace} on machines that lack something: a copy of it, in a repository never built.
 */
class ScriptTest {

  @TempDir Path dir;
  private Path script;
  private Path path;
  private Path javaHome;

  @BeforeEach
  void copyTheScriptIntoAnEmptyRepository() throws IOException {
    script = dir.resolve("repository/bin/millrace");
    Files.createDirectories(script.getParent());
    Files.copy(Path.of("../bin/millrace"), script);
    path = Files.createDirectories(dir.resolve("path"));
    javaHome = Path.of(System.getProperty("java.home"));
    for (String tool :
        new String[] {"bash", "dirname", "readlink", "sed", "head", "sort", "find"}) {
      provide(tool);
    }
    for (String tool : new String[] {"mkdir", "mv", "grep", "cat", "rm", "tail", "sleep", "env"}) {
      provide(tool);
    }
  }

  private void provide(String tool) throws IOException {
    for (String folder : new String[] {"/bin", "/usr/bin", "/usr/local/bin"}) {
      Path real = Path.of(folder, tool);
      if (Files.isExecutable(real)) {
        fake(path.resolve(tool), "exec " + real + " \"$@\"");
        return;
      }
    }
    throw new IllegalStateException("no " + tool + " on this machine");
  }

  private void fake(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private CommandResult run(Path command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command.toString(), "--version");
    builder.directory(dir.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", path.toString());
    builder.environment().put("JAVA_HOME", javaHome.toString());
    Path out = dir.resolve("out");
    Path err = dir.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new CommandResult(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private void assertFailsWith(String... messages) throws Exception {
    CommandResult result = run(script);
    assertThat(result.err()).contains(messages);
    assertThat(result.out()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void aWrongJavaHomeIsNamed() throws Exception {
    javaHome = dir.resolve("nowhere");
    assertFailsWith("JAVA_HOME is " + javaHome, "JDK 17 or newer");
  }

  @Test
  void anOldJavaIsNamedWithItsVersionAndHowToGetANewOne() throws Exception {
    javaHome = dir.resolve("jdk-11");
    fake(javaHome.resolve("bin/java"), "exit 1");
    Files.writeString(javaHome.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    assertFailsWith("Java 11.0.2 at " + javaHome + " is too old", "apt-get install");
  }

  @Test
  void aJavaWithoutReleaseFileIsAskedForItsVersion() throws Exception {
    javaHome = dir.resolve("jdk-8");
    fake(javaHome.resolve("bin/java"), "echo 'java version \"1.8.0_402\"' >&2");
    assertFailsWith("Java 1.8.0_402 at " + javaHome + " is too old");
  }

  @Test
  void aRuntimeWithoutCompilerCannotBuild() throws Exception {
    javaHome = dir.resolve("jre");
    fake(javaHome.resolve("bin/java"), "exit 1");
    Files.writeString(javaHome.resolve("release"), "JAVA_VERSION=\"21\"\n");
    assertFailsWith(javaHome + " is a Java runtime without a compiler");
  }

  @Test
  void aMissingMavenIsNamedWithHowToGetIt() throws Exception {
    assertFailsWith("no mvn found", "Maven 3.8.7 or newer", "apt-get install maven");
  }

  @Test
  void anOldMavenIsNamedWithItsVersion() throws Exception {
    fake(path.resolve("mvn"), "echo 'Apache Maven 3.6.3 (abc)'");
    assertFailsWith("Maven 3.6.3 is too old", "3.8.7");
  }

  @Test
  void ofABuildThatFailsTheErrorsAreShownAndTheLogIsKept() throws Exception {
    fake(
        path.resolve("mvn"),
        "[ \"$1\" = --version ] && echo 'Apache Maven 3.9.9' && exit\n"
            + "echo '[INFO] much'; echo '[ERROR] the dam broke'; exit 1");
    Path log = dir.resolve("repository/target/build.log");
    assertFailsWith("the build failed", "[ERROR] the dam broke", "repository/target/build.log");
    assertThat(log).content().contains("[INFO] much");
  }

  @Test
  void itFindsItsRepositoryThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(dir.resolve("mr"), Path.of("repository/bin/millrace"));
    fake(
        path.resolve("mvn"),
        "[ \"$1\" = --version ] && echo 'Apache Maven 3.9.9' && exit\npwd; exit 1");
    assertThat(run(link).exitCode()).isEqualTo(1);
    assertThat(dir.resolve("repository/target/build.log"))
        .hasContent(dir.resolve("repository").toRealPath().toString());
  }
}
